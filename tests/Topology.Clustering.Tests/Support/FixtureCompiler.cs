using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topology.Clustering.Tests.Support;

/// <summary>Compiles small assemblies as authors of topologies would, in a moment and without a project.</summary>
internal static class FixtureCompiler
{
    private static readonly string[] Ours = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    /// <summary>A library that may use Topology.Api and the framework.</summary>
    /// <param name="path">Where to write it; its file name is the assembly's.</param>
    /// <param name="source">C#.</param>
    /// <param name="version">Of the assembly.</param>
    /// <param name="references">Other libraries; one called as one of ours takes its place.</param>
    /// <returns>The path.</returns>
    public static string Compile(string path, string source, string version = "1.0.0", params string[] references)
    {
        var replaced = references.Select(Path.GetFileName).ToHashSet();
        var code = $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]\n{source}";
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(Usings + code)],
            Ours.Where(file => !replaced.Contains(Path.GetFileName(file))).Concat(references).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: true));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

    /// <summary>A definition, and a spout called "source" that emits one field "x", as a class body's text.</summary>
    /// <param name="name">Of the class and the definition.</param>
    /// <param name="define">The body of Define; by default it sets the spout.</param>
    public static string Definition(string name, string define = "builder.SetSpout(\"source\", () => new Source());") =>
        $$"""
        public sealed class {{name}} : TopologyDefinition
        {
            public override string Name => "{{name}}";

            public override void Define(TopologyBuilder builder, TopologyArguments arguments) { {{define}} }

            private sealed class Source : Spout
            {
                public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("x"));

                public override void Execute() { }
            }
        }
        """;

    private const string Usings = "using System; using System.Collections.Generic; using System.IO; using System.Linq; using Topology;\n";
}
