/** Workers of an experiment on a cluster. */
export { type Cluster, type ClusterOptions, type JobState, openCluster } from './cluster.ts';
export { type ClusterFacts, jobName, jobOf } from './job.ts';
