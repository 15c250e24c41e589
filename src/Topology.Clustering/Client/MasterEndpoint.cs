using System.Globalization;
using Topology.Clustering.Hosting;

namespace Topology.Clustering;

/// <summary>Where a master's node listens.</summary>
internal sealed record MasterEndpoint(string Host, int Port)
{
    /// <param name="text">host:port; an IPv6 address stands in brackets.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static MasterEndpoint Parse(string text)
    {
        var colon = text?.LastIndexOf(':') ?? -1;
        var host = colon > 0 ? text![..colon].Trim() : "";
        if (host.StartsWith('[') && host.EndsWith(']'))
            host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal))
            host = "";

        return host.Length > 0 && !host.Any(char.IsWhiteSpace) && int.TryParse(text![(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? new MasterEndpoint(HostAndPort.OneName(host), port)
            : throw new ArgumentException($"\"{text}\" is no address of a master: expected host:port, such as {TopologyClientOptions.DefaultMaster} or [::1]:7010.");
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
