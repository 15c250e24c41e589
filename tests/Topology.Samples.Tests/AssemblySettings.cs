using Xunit.Sdk;
using Xunit.v3;

// One test at a time: the samples print to the console, which the tests take over.
[assembly: Parallelization(Mode = ParallelMode.None)]
