/** Workers of an experiment on a cluster. */
export { openCluster } from './cluster.ts';
export { type ClusterFacts, jobName, jobOf } from './job.ts';
