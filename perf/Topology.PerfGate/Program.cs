using Topology.PerfGate;
using Topology.PerfGate.Baselines;
using Topology.PerfGate.Figures;

const int WrongUsage = 64; // EX_USAGE of sysexits.h; far above the number of figures

if (args is [StartFigure.ChildArgument, var kind])
    return StartFigure.RunChild(kind);
if (args is [Workloads.ChildArgument, var name, var windows])
    return Workloads.RunChild(name, windows);
if (args is [SocketSender.ChildArgument, var port, var rate])
    return SocketSender.RunChild(port, rate);
try
{
    var options = GateOptions.Parse(args);
    if (!options.IsList)
        return Gate.Run(options);
    Report.PrintBudgets();
    return 0;
}
catch (FormatException wrong)
{
    Console.Error.WriteLine($"{wrong.Message}\n{GateOptions.Usage}");
    return WrongUsage;
}
