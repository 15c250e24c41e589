using System.Runtime.InteropServices;

namespace Topology.Cli.Running;

/// <summary>Ctrl-C and SIGTERM: the first asks for an orderly stop, the second for the end at once.</summary>
/// <remarks>Writers: the runtime's signal thread; reader: whoever awaits.</remarks>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> registrations = [];

    public Task StopRequested => stop.Task;

    public Task EndRequested => end.Task;

    public static StopSignals Register()
    {
        var signals = new StopSignals();
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
            signals.registrations.Add(PosixSignalRegistration.Create(signal, signals.OnSignal));
        return signals;
    }

    /// <summary>As a signal would.</summary>
    public void Raise()
    {
        if (!stop.TrySetResult())
            end.TrySetResult();
    }

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true; // the process goes on, to drain
        Raise();
    }
}
