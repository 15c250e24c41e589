namespace Topology.Clustering.Packages;

/// <summary>
/// The environment of a process that runs users' code: only what a program needs to run. A daemon's own may hold the control
/// token or a database's password, which no topology is to see.
/// </summary>
public static class ChildEnvironment
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "LANG", "LANGUAGE", "TZ", "TZDIR", "LD_LIBRARY_PATH", "SSL_CERT_DIR", "SSL_CERT_FILE",
        "DOTNET_HOST_PATH", "DOTNET_BUNDLE_EXTRACT_BASE_DIR", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "DOTNET_RUNNING_IN_CONTAINER", "DOTNET_gcServer", "DOTNET_GCHeapHardLimit",
        "SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "ProgramData", "ProgramFiles", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
    };

    // DOTNET_ROOT_X64 and its like say where the runtime lies; LC_ is how people write.
    private static readonly string[] Prefixes = ["DOTNET_ROOT", "LC_"];

    /// <summary>Removes all that is not known to be harmless.</summary>
    /// <param name="environment">Of a process that is to be started: <see cref="System.Diagnostics.ProcessStartInfo.Environment"/>.</param>
    public static void Clean(IDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        foreach (var name in environment.Keys.Where(name => !IsHarmless(name)).ToList())
            environment.Remove(name);
    }

    private static bool IsHarmless(string name) => Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
