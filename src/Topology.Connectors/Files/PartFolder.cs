using System.Globalization;
using System.Text.RegularExpressions;
using Topology.Connectors.Durability;

namespace Topology.Connectors.Files;

/// <summary>The parts of one task in a folder, by their names: hidden ones being written and prepared, and published ones. One thread.</summary>
internal sealed class PartFolder
{
    private readonly string _folder;
    private readonly string _component;
    private readonly string _prefix;
    private readonly string _extension;
    private readonly Regex _finished;

    public PartFolder(string folder, string component, int taskIndex, string extension)
    {
        _folder = folder;
        _component = component;
        _prefix = string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(component)}-{taskIndex}-");
        _extension = extension;
        _finished = new Regex($"^{Regex.Escape(_prefix)}([0-9]{{19}})-([0-9]{{5,}}){Regex.Escape(extension)}$", RegexOptions.CultureInvariant);
        DurableFolder.Create(folder);
    }

    private string OpenPrefix => $".{_prefix}open-";

    public string OpenPath(long number) => Path.Combine(_folder, OpenPrefix + number.ToString("D5", CultureInfo.InvariantCulture));

    public PartName Name(long checkpoint, long number) =>
        new(checkpoint, number, string.Create(CultureInfo.InvariantCulture, $"{_prefix}{checkpoint:D19}-{number:D5}{_extension}"));

    /// <summary>Those that this or a former instance was writing.</summary>
    public string[] FindOpen() => [.. FileNames().Where(name => name.StartsWith(OpenPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => Path.Combine(_folder, name))];

    public List<PartName> FindPrepared() => [.. FileNames().Where(name => name[0] == '.').Select(name => Parse(name[1..])).OfType<PartName>()];

    public List<PartName> FindPublished() => [.. FileNames().Select(Parse).OfType<PartName>()];

    /// <summary>Tasks of the component that left hidden parts and that there are no longer.</summary>
    /// <param name="count">Tasks that there are.</param>
    public IReadOnlyList<(int Task, PartFolder Parts)> FindVanished(int count)
    {
        var hidden = new Regex($"^\\.{Regex.Escape(Uri.EscapeDataString(_component))}-([0-9]{{1,9}})-(open-[0-9]{{5,}}$|[0-9]{{19}}-[0-9]{{5,}}{Regex.Escape(_extension)}$)", RegexOptions.CultureInvariant);
        return
        [
            .. FileNames().Select(name => hidden.Match(name)).Where(match => match.Success).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
                .Where(task => task >= count).Distinct().Order().Select(task => (task, new PartFolder(_folder, _component, task, _extension))),
        ];
    }

    public void Prepare(string open, PartName part) => File.Move(open, HiddenPath(part), overwrite: true);

    /// <exception cref="IOException">A part of that name is published already.</exception>
    public void Publish(PartName part) => Publish(HiddenPath(part), part);

    public void Publish(string hidden, PartName part)
    {
        var path = Path.Combine(_folder, part.Name);
        if (File.Exists(path))
        {
            throw new IOException(
                $"\"{path}\" exists already: another topology, or an earlier submission that began anew, wrote it. Give each a folder of its own, or move the old parts away.");
        }
        File.Move(hidden, path);
    }

    public void Discard(PartName part) => File.Delete(HiddenPath(part));

    public void Sync() => DurableFolder.Sync(_folder);

    private string HiddenPath(PartName part) => Path.Combine(_folder, "." + part.Name);

    private IEnumerable<string> FileNames() => new DirectoryInfo(_folder).EnumerateFiles("*", new EnumerationOptions { AttributesToSkip = 0 }).Select(file => file.Name);

    private PartName? Parse(string name) => _finished.Match(name) is { Success: true } match
        ? new PartName(long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), name)
        : null;
}

/// <summary>A part that is complete.</summary>
/// <param name="Checkpoint">The one it is published with; 0: with none.</param>
/// <param name="Number">Among the parts of that checkpoint.</param>
/// <param name="Name">Of its file, once it is published.</param>
internal sealed record PartName(long Checkpoint, long Number, string Name);
