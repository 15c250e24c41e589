using Spectre.Console;
using Spectre.Console.Rendering;

namespace Topology.Cli.Display;

/// <summary>
/// A line written while the table is up. Spectre moves the cursor to where the table begins, has this written, and draws
/// the table again below; without erasing, what is longer in the table's first lines would stand behind the text.
/// </summary>
internal sealed class LineAboveTable(string line) : Renderable
{
    private const string EraseBelow = "\u001b[J";

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        IRenderable text = new Text(line + "\n");
        return text.Render(options, maxWidth).Prepend(Segment.Control(EraseBelow));
    }
}
