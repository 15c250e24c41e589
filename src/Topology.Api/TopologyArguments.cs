using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Topology;

/// <summary>
/// What the user gave a topology: named arguments (--input FILE, --top=5, --verbose) and positional ones. Immutable;
/// the client and every worker get the same. Names are compared ordinally and without their dashes.
/// </summary>
public sealed class TopologyArguments
{
    private readonly SortedDictionary<string, string> _named = new(StringComparer.Ordinal);
    private readonly List<string> _positional = [];
    private readonly string[] _raw;

    /// <summary>Named arguments only, as from a program.</summary>
    /// <param name="named">By name without dashes; copied.</param>
    /// <exception cref="ArgumentException">A name is empty or contains '=', or a value is null.</exception>
    public TopologyArguments(IReadOnlyDictionary<string, string> named)
    {
        ArgumentNullException.ThrowIfNull(named);
        foreach (var (name, value) in named)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(named));
            ArgumentNullException.ThrowIfNull(value, nameof(named));
            if (name.Contains('=', StringComparison.Ordinal))
                throw new ArgumentException($"The argument name \"{name}\" contains '=', which ends a name.", nameof(named));
            _named.Add(name, value);
        }
        _raw = [.. _named.Select(pair => $"--{pair.Key}={pair.Value}")];
    }

    private TopologyArguments(string[] raw)
    {
        _raw = raw;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == "--")
            {
                _positional.AddRange(raw[(i + 1)..]);
                break;
            }
            if (IsName(raw[i]))
                i = AddNamed(i);
            else
                _positional.Add(raw[i]);
        }
    }

    /// <summary>No arguments at all.</summary>
    public static TopologyArguments Empty { get; } = new([]);

    /// <summary>The arguments as they were given: <see cref="Parse"/> makes an equal value of them.</summary>
    public IReadOnlyList<string> Raw => _raw;

    /// <summary>The names of all named arguments, in ordinal order.</summary>
    public IReadOnlyCollection<string> Names => _named.Keys;

    /// <summary>The arguments without a name, in order.</summary>
    public IReadOnlyList<string> Positional => _positional;

    /// <summary>
    /// Reads a command line. An argument starting with -- takes the next one as its value unless that starts with -- too
    /// or there is none: then its value is "true". Everything after a lone -- is positional.
    /// </summary>
    /// <param name="raw">Copied; no element may be null.</param>
    /// <exception cref="TopologyArgumentException">A name is given twice or is empty.</exception>
    public static TopologyArguments Parse(params IReadOnlyList<string> raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        return new([.. raw]);
    }

    /// <summary>The value, or the default when the argument is not given.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="defaultValue">May be null.</param>
    [return: NotNullIfNotNull(nameof(defaultValue))]
    public string? GetString(string name, string? defaultValue = null) => _named.GetValueOrDefault(name) ?? defaultValue;

    /// <summary>The value as a whole number, or the default when the argument is not given.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="defaultValue">Returned as it is.</param>
    /// <exception cref="TopologyArgumentException">The value cannot be read as one.</exception>
    public int GetInt32(string name, int defaultValue) => Get(name, defaultValue, "a whole number of 32 bits",
        (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    /// <summary>The value as a whole number, or the default when the argument is not given.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="defaultValue">Returned as it is.</param>
    /// <exception cref="TopologyArgumentException">The value cannot be read as one.</exception>
    public long GetInt64(string name, long defaultValue) => Get(name, defaultValue, "a whole number",
        (string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    /// <summary>The value as a number with a decimal point, or the default when the argument is not given.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="defaultValue">Returned as it is.</param>
    /// <exception cref="TopologyArgumentException">The value cannot be read as one.</exception>
    public double GetDouble(string name, double defaultValue) => Get(name, defaultValue, "a number",
        (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value));

    /// <summary>The value as true or false, or the default when the argument is not given. A name without a value is true.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="defaultValue">Returned as it is.</param>
    /// <exception cref="TopologyArgumentException">The value is neither.</exception>
    public bool GetBoolean(string name, bool defaultValue = false) => Get<bool>(name, defaultValue, "true or false", bool.TryParse);

    /// <summary>The value as a duration such as 500ms, 30s, 2m or 1h, a bare number being seconds, or the default when the argument is not given.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="defaultValue">Returned as it is.</param>
    /// <exception cref="TopologyArgumentException">The value cannot be read as one.</exception>
    public TimeSpan GetTimeSpan(string name, TimeSpan defaultValue) => Get(name, defaultValue, $"seconds, or {DurationText.Forms}",
        (string text, out TimeSpan value) => DurationText.TryParse(text, TimeSpan.FromSeconds(1), out value));

    /// <summary>The value of an argument the topology cannot do without.</summary>
    /// <param name="name">Without dashes.</param>
    /// <exception cref="TopologyArgumentException">The argument is not given.</exception>
    public string Require(string name) => GetString(name)
        ?? throw new TopologyArgumentException(name, $"The argument --{name} is required.");

    /// <summary>Refuses misspelled arguments. Positional ones are not looked at.</summary>
    /// <param name="known">The names the topology reads, without dashes.</param>
    /// <exception cref="TopologyArgumentException">An argument has another name; the message gives the nearest known one.</exception>
    public void EnsureOnly(params string[] known)
    {
        ArgumentNullException.ThrowIfNull(known);
        foreach (var name in _named.Keys)
        {
            if (known.Contains(name, StringComparer.Ordinal))
                continue;
            var hint = NearestName.Find(name, known) is { } nearest ? $"; the nearest is --{nearest}" : "; there are none";
            throw new TopologyArgumentException(name, $"The argument --{name} is not known{hint}.");
        }
    }

    private delegate bool Parser<T>(string text, out T value);

    private static bool IsName(string text) => text.StartsWith("--", StringComparison.Ordinal);

    private T Get<T>(string name, T defaultValue, string expected, Parser<T> parse)
    {
        if (!_named.TryGetValue(name, out var text))
            return defaultValue;
        return parse(text.Trim(), out var value)
            ? value
            : throw new TopologyArgumentException(name, $"The argument --{name} has the value \"{text}\"; expected {expected}.");
    }

    private int AddNamed(int index)
    {
        var text = _raw[index][2..];
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals];
        var value = "true";
        if (equals >= 0)
            value = text[(equals + 1)..];
        else if (index + 1 < _raw.Length && !IsName(_raw[index + 1]))
            value = _raw[++index];
        if (name.Length == 0)
            throw new TopologyArgumentException(name, $"The argument \"{_raw[index]}\" has no name.");
        if (!_named.TryAdd(name, value))
            throw new TopologyArgumentException(name, $"The argument --{name} is given twice, with \"{_named[name]}\" and \"{value}\".");
        return index;
    }
}
