using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Topology.Api.Tests.Shape;

/// <summary>What keeps the sources readable, checked over all of them.</summary>
public class SourceShapeTests
{
    private const int MostLinesOfFile = 400;
    private const int MostLinesOfMethod = 40;

    private static readonly string[] Folders = ["src", "topologies", "tests", "perf"];
    private static readonly string[] VagueNames = ["Manager", "Helper", "Utils"];

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Assert.Empty(Sources().Where(source => source.Tree.GetText().Lines.Count > MostLinesOfFile).Select(source => source.Path));

    [Fact]
    public void No_method_is_longer_than_40_lines() =>
        Assert.Empty(
            from source in Sources()
            from member in source.Tree.GetRoot().DescendantNodes()
            where member is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
            let span = source.Tree.GetLineSpan(member.Span)
            let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
            where lines > MostLinesOfMethod
            select $"{source.Path}:{span.StartLinePosition.Line + 1}: {lines} lines");

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Assert.Empty(
            from source in Sources()
            from type in source.Tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            where VagueNames.Any(vague => type.Identifier.Text.EndsWith(vague, StringComparison.Ordinal))
            select $"{source.Path}: {type.Identifier.Text}");

    private static IEnumerable<(string Path, SyntaxTree Tree)> Sources()
    {
        var root = Root();
        var files = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !IsGenerated(Path.GetRelativePath(root, file)))
            .ToArray();
        Assert.NotEmpty(files);
        return files.Select(file => (Path.GetRelativePath(root, file), CSharpSyntaxTree.ParseText(File.ReadAllText(file))));
    }

    private static bool IsGenerated(string path) => path.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("obj") || parts.Contains("bin"));

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Topology.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"Topology.sln lies in no folder above {AppContext.BaseDirectory}: the sources cannot be found.");
    }
}
