using System.Text.Json;
using Topology.Clustering.Master;
using Topology.Clustering.Packages.Loading;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Packages;

/// <summary>The work of <c>topology describe</c>: loads a package in this process and prints its graph. Only ever called in a process of its own.</summary>
public static class DescribeProgram
{
    /// <summary>Runs the author's code, and prints one line.</summary>
    /// <param name="specFile">A <see cref="DescribeSpec"/> as JSON.</param>
    /// <param name="output">Gets the answer, which the starting process reads.</param>
    /// <param name="error">Gets what the author's code prints meanwhile to the console's standard output.</param>
    /// <returns>The exit code: 0 with a graph, 1 with a reason why there is none.</returns>
    public static int Run(string specFile, TextWriter output, TextWriter error)
    {
        var standard = Console.Out;
        Console.SetOut(error);
        try
        {
            var answer = Answer(specFile);
            output.WriteLine(); // ends a line that the author's code may have begun
            output.WriteLine(DescribeAnswer.Mark + JsonSerializer.Serialize(answer, DescribeAnswer.Json));
            output.Flush();
            return answer.Blueprint is null ? 1 : 0;
        }
        finally
        {
            Console.SetOut(standard);
        }
    }

    /// <summary>Loads, configures, builds, checks.</summary>
    /// <exception cref="TopologyException">Something is wrong with it.</exception>
    internal static DescribedTopology Describe(DescribeSpec spec)
    {
        var assembly = spec.Assembly ?? DefinitionFinder.FindAssembly(spec.Folder);
        var loaded = LoadedTopology.Load(PackagePath.Within(spec.Folder, assembly), spec.Definition, TopologyArguments.Parse(spec.Arguments), spec.Settings);
        TopologyName.Check(loaded.Name);
        var plan = new TopologyPlan(loaded.Spec, loaded.Config);
        var executors = plan.Executors.CountBy(executor => executor.Component.Id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new DescribedTopology(assembly, new TopologyBlueprint(
            loaded.Definition.Name,
            loaded.ApiVersion.ToString(3),
            loaded.Spec.Hash,
            loaded.Config.ToKeys(),
            [.. loaded.Spec.Components.Select(component => Component(component, executors[component.Id], plan.TaskIds[component.Id].Count))]));
    }

    private static BlueprintComponent Component(ComponentSpec component, int executors, int tasks) => new(
        component.Id,
        component.Kind,
        executors,
        tasks,
        component.CpuLoad,
        component.MemoryLoad,
        [.. component.Subscriptions.Select(subscription => subscription.Component).Distinct(StringComparer.Ordinal)],
        component.ComputeHash(),
        component.IsStateful);

    private static DescribeAnswer Answer(string specFile)
    {
        try
        {
            return new DescribeAnswer(Describe(Read(specFile)), Refusal: null);
        }
        catch (TopologyException e)
        {
            var isMistake = e is TopologyArgumentException or TopologyConfigException or InvalidTopologyException or PackageException or TopologyLoadException { IsUsageMistake: true };
            return new DescribeAnswer(Blueprint: null, new DescribeRefusal(e.Message, isMistake));
        }
    }

    private static DescribeSpec Read(string specFile)
    {
        try
        {
            using var file = File.OpenRead(specFile);
            return JsonSerializer.Deserialize<DescribeSpec>(file, DescribeAnswer.Json) is { Folder: not null, Arguments: not null, Settings: not null } spec
                ? spec
                : throw TopologyLoadException.Mistake($"'{specFile}' is not complete: expected Folder, Arguments and Settings.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw TopologyLoadException.Mistake($"'{specFile}' cannot be read: {e.Message}", e);
        }
    }
}
