using System.Globalization;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>How far an upload has come, in one line that is written over; null for a terminal that is none: nothing.</summary>
internal sealed class UploadLine(TextWriter? terminal) : IProgress<UploadProgress>, IDisposable
{
    private const string EraseLine = "\r\u001b[K";
    private bool isShown;

    public void Report(UploadProgress value)
    {
        isShown = true;
        terminal?.Write(string.Create(CultureInfo.InvariantCulture, $"{EraseLine}Uploading: {value.Sent / 1e6:0.0} of {value.Total / 1e6:0.0} MB"));
    }

    /// <summary>Takes the line away; again without effect.</summary>
    public void Dispose()
    {
        if (isShown)
            terminal?.Write(EraseLine);
        isShown = false;
    }
}
