using System.Text.RegularExpressions;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Topology.Clustering.Hosting;

/// <summary>Reads one configuration; collects every mistake before it throws.</summary>
/// <param name="text">HOCON.</param>
/// <param name="file">For messages, and what paths are relative to; null: the current folder.</param>
/// <param name="environment">The value of an environment variable, or null.</param>
internal sealed class NodeConfigReader(string text, string? file, Func<string, string?> environment)
{
    private const string AkkaSection = "akka";
    private static readonly string TopologySection = NodeKey.Root.TrimEnd('.');

    /// <summary>Settings of Akka that would undo what keeps strangers out, or what the rest relies on.</summary>
    private static readonly string[] ForbiddenAkka =
    [
        "akka.actor.serializers", "akka.actor.serialization-bindings", "akka.actor.serialization-identifiers", "akka.actor.serialization-settings",
        "akka.actor.provider", "akka.remote.enabled-transports", "akka.remote.dot-netty.tcp.enable-ssl", "akka.remote.dot-netty.tcp.ssl",
        "akka.remote.dot-netty.tcp.hostname", "akka.remote.dot-netty.tcp.public-hostname", "akka.remote.dot-netty.tcp.port",
        "akka.remote.dot-netty.tcp.transport-class", "akka.cluster.downing-provider-class", "akka.persistence.journal", "akka.persistence.snapshot-store",
        "akka.log-config-on-start",
    ];

    private readonly List<string> _mistakes = [];
    private readonly HoconLines _lines = new(text);
    private NodeConfig _config = new() { File = file };

    public NodeConfig Read()
    {
        ReadText();
        ReadEnvironment();
        ReadSecretFiles();
        _config = NodePaths.Resolve(_config, file is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(file))!);
        _mistakes.AddRange(NodeConfigRules.Mistakes(_config).Select(mistake => (file is null ? "" : file + ": ") + mistake));
        if (_mistakes.Count > 0)
            throw new NodeConfigException(_mistakes);
        return _config with { Warnings = [.. NodeConfigRules.Warnings(_config)] };
    }

    private void ReadText()
    {
        if (_lines.Trouble is { } trouble)
        {
            _mistakes.Add($"{file ?? "the text"} is not HOCON: {trouble}.");
            return;
        }
        HoconObject root;
        try
        {
            if (string.IsNullOrWhiteSpace(text))
                return;
            root = ConfigurationFactory.ParseString(text).Root.GetObject();
        }
        catch (Exception e) // the parser throws exceptions of many types, also bare ones
        {
            _mistakes.Add($"{file ?? "the text"} is not HOCON: {Explain(e.Message)}.");
            return;
        }
        foreach (var (name, value) in root?.Items ?? [])
        {
            if (name == TopologySection && value.IsObject())
                ReadObject("", value.GetObject());
            else if (name == AkkaSection && value.IsObject())
                ReadAkka(value.GetObject());
            else
                _mistakes.Add($"{Where(name)}{name} is not a known section; settings stand in \"{TopologySection} {{ … }}\".");
        }
    }

    /// <summary>The parser's message without the lines below the first, which show the text, secrets included; with the line instead of the position.</summary>
    private string Explain(string message)
    {
        var first = message.Split('\n')[0].TrimEnd(' ', ':');
        return Regex.Match(first, @" at position (\d+)$") is { Success: true } match && int.TryParse(match.Groups[1].Value, out var position) && position <= text.Length
            ? $"{first[..match.Index]} on line {text.AsSpan(0, position).Count('\n') + 1}"
            : first;
    }

    private void ReadObject(string prefix, HoconObject section)
    {
        foreach (var (name, value) in section.Items)
        {
            var path = prefix + name;
            if (NodeKeys.Find(path) is { } key)
                Apply(key, Where(key.FullName), Read(value));
            else if (value.IsObject() && NodeKeys.Names.Any(known => known.StartsWith(path + ".", StringComparison.Ordinal)))
                ReadObject(path + ".", value.GetObject());
            else
                _mistakes.Add($"{Where(NodeKey.Root + path)}{NodeKey.Root}{path} is not a known setting{NearestName.Hint(path, NodeKeys.Names)}.");
        }
    }

    private void ReadAkka(HoconObject section)
    {
        foreach (var path in Leaves(AkkaSection, section))
        {
            if (Array.Find(ForbiddenAkka, forbidden => path == forbidden || path.StartsWith(forbidden + ".", StringComparison.Ordinal)) is { } forbidden)
                _mistakes.Add($"{Where(path)}{forbidden} may not be changed: it is set by the settings under \"{TopologySection}\", and the cluster's security relies on it.");
        }
        _config = _config with { Expert = ConfigurationFactory.ParseString(text).GetConfig(AkkaSection).Root.AtKey(AkkaSection) };
    }

    private static IEnumerable<string> Leaves(string prefix, HoconObject section) =>
        section.Items.SelectMany(item => item.Value.IsObject()
            ? Leaves($"{prefix}.{item.Key}", item.Value.GetObject())
            : [$"{prefix}.{item.Key}"]);

    private void ReadEnvironment()
    {
        foreach (var key in NodeKeys.All)
        {
            if (environment(key.Variable) is { Length: > 0 } value)
                Apply(key, $"environment variable {key.Variable}: ", value);
        }
    }

    /// <summary>Secrets that are kept in files of their own; one that is given directly wins, which lets the environment override a file.</summary>
    private void ReadSecretFiles()
    {
        var folder = file is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(file))!;
        ReadSecret("security.token", _config.Security.Token, _config.Security.TokenFile);
        ReadSecret("security.tls.password", _config.Security.Tls.Password, _config.Security.Tls.PasswordFile);
        ReadSecret("master.postgresql", _config.Master.PostgreSql, _config.Master.PostgreSqlFile);
        ReadSecret("checkpoint.postgresql", _config.Checkpoint.PostgreSql, _config.Checkpoint.PostgreSqlFile);

        void ReadSecret(string name, Secret? given, string? path)
        {
            if (given is not null || path is null)
                return;
            try
            {
                Apply(NodeKeys.Find(name)!, $"{path}: ", File.ReadAllText(Path.GetFullPath(path, folder)).Trim());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _mistakes.Add($"{Where($"{NodeKey.Root}{name}-file")}{NodeKey.Root}{name}-file cannot be read: {e.Message}");
            }
        }
    }

    private void Apply(NodeKey key, string where, NodeValue? value)
    {
        if (value is not { } given)
            return;
        if (key.Set(_config, given) is { } changed)
            _config = changed;
        else
            _mistakes.Add(key.Mistake(where, given));
    }

    /// <returns>Null for null: the default.</returns>
    private static NodeValue? Read(HoconValue value) => value switch
    {
        _ when value.IsObject() => "{…}",
        _ when value.Values.Exists(element => element is HoconArray) => NodeValue.List(value.GetArray().Select(item => item.GetString() ?? "")),
        _ => value.GetString() is { } single ? (NodeValue?)single : null,
    };

    private string Where(string path) => _lines.Of(path) is > 0 and var line
        ? $"{file ?? "line"}{(file is null ? " " : ":")}{line}: "
        : file is null ? "" : $"{file}: ";
}
