/** Where the commands of tasks are held to run, by arms and in the sandbox alike, unless a task says otherwise. */

export const WORKSPACE = '/home/dev/project';
export const HOME = '/home/dev';
