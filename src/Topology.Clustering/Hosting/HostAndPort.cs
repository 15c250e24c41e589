using System.Globalization;

namespace Topology.Clustering.Hosting;

/// <summary>Where a node listens, as people write it: node-1:7010, 10.0.0.1:7010 or [::1]:7010.</summary>
internal readonly record struct HostAndPort(string Host, int Port)
{
    public static bool TryParse(string text, out HostAndPort result)
    {
        result = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return false;
        var host = text[..colon];
        if (host is ['[', .., ']'])
            host = host[1..^1];
        else if (host.Contains(':'))
            return false;
        if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
            return false;
        result = new HostAndPort(OneName(host), port);
        return true;
    }

    /// <summary>Two names for a node are two nodes to Akka, which lets what is sent to the wrong one fall: localhost, which people take for 127.0.0.1, is made that.</summary>
    public static string OneName(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : host;

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
