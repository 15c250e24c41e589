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
        result = new HostAndPort(host, port);
        return true;
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
