using Xunit.Sdk;
using Xunit.v3;

// Clusters of several processes need the machine's cores: one test at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
