namespace Topology.Clustering.Master;

/// <summary>Keeps secrets out of whatever is shown. Pure.</summary>
internal static class SecretSettings
{
    public const string Hidden = "*****";

    private static readonly string[] Words = ["password", "passwd", "secret", "token", "credential", "apikey", "api-key", "api.key", "api_key", "private", "connectionstring", "connection-string", "connection.string", "connection_string"];

    /// <summary>The settings with the values masked whose key says that they are secret.</summary>
    public static IReadOnlyDictionary<string, string> Mask(IReadOnlyDictionary<string, string> settings) =>
        settings.ToDictionary(pair => pair.Key, pair => IsSecret(pair.Key) ? Hidden : pair.Value, StringComparer.Ordinal);

    private static bool IsSecret(string key) => Words.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
}
