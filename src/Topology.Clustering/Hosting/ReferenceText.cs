using System.Text;

namespace Topology.Clustering.Hosting;

/// <summary>The commented reference of all settings, made from their table: <c>cluster-config/reference.conf</c>.</summary>
internal static class ReferenceText
{
    private const int Width = 120;

    public static string Make()
    {
        var text = new StringBuilder("""
            # Every setting of a cluster node, with its default. Made from the table in src/Topology.Clustering/Hosting/NodeKeys.cs: change it there,
            # then run the tests with TOPOLOGY_WRITE_REFERENCE=1.
            # A setting may also come from the environment variable named with it, which wins over the file. Lists are then written with commas.
            # Sizes: bytes, or a number with B, KiB, MiB, GiB. Durations: a number with ms, s, m, h. Paths are relative to the file's folder.
            # Lines with "#" in front of a setting: it has no value, or one that depends on the machine.

            topology {

            """.ReplaceLineEndings("\n"));
        string section = "";
        foreach (var key in NodeKeys.All)
        {
            var path = key.Name.Split('.');
            var own = string.Join('.', path[..^1]);
            if (own != section)
            {
                text.Append(section.Length > 0 ? "  }\n" : "").Append('\n').Append($"  {own} {{\n");
                section = own;
            }
            Append(text, key, path[^1]);
        }
        return text.Append("  }\n}\n").ToString();
    }

    private static void Append(StringBuilder text, NodeKey key, string name)
    {
        foreach (var line in Wrap($"{key.Meaning} Value: {key.Expected}. Variable: {key.Variable}."))
            text.Append($"    # {line}\n");
        var value = key.Get(new NodeConfig());
        if (key.DerivedDefault is { } derived)
            text.Append($"    # Default: {derived}.\n    # {name} =\n");
        else if (value is { } given)
            text.Append($"    {name} = {given}\n");
        else
            text.Append($"    # Default: none.\n    # {name} =\n");
        text.Append('\n');
    }

    private static IEnumerable<string> Wrap(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }
}
