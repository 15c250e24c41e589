using System.Globalization;

namespace Topology.Clustering.Scheduling;

/// <summary>CPU and memory, needed or free.</summary>
/// <param name="Cpu">Percent of a core.</param>
/// <param name="Memory">MiB.</param>
internal readonly record struct ResourceLoad(double Cpu, double Memory)
{
    private const double Rounding = 1e-6; // sums of fractions

    public static ResourceLoad Of(SchedulableExecutor executor) => new(executor.CpuPercent, executor.MemoryMebibytes);

    public static ResourceLoad operator +(ResourceLoad left, ResourceLoad right) => new(left.Cpu + right.Cpu, left.Memory + right.Memory);

    public static ResourceLoad operator -(ResourceLoad left, ResourceLoad right) => new(left.Cpu - right.Cpu, left.Memory - right.Memory);

    public bool HasCpuFor(ResourceLoad need) => need.Cpu <= Cpu + Rounding;

    public bool HasMemoryFor(ResourceLoad need) => need.Memory <= Memory + Rounding;

    public bool HasRoomFor(ResourceLoad need) => HasCpuFor(need) && HasMemoryFor(need);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cpu:0.##} % CPU and {Memory:0.##} MiB of memory");
}
