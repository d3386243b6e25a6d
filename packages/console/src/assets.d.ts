/** What the build takes beside TypeScript. */
declare module '*.css';

declare module '*.svg' {
  const url: string;
  export default url;
}
