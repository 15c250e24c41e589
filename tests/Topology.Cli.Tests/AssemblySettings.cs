using Xunit.Sdk;
using Xunit.v3;

// One test at a time: while a command runs in this process, the console is that command's.
[assembly: Parallelization(Mode = ParallelMode.None)]
