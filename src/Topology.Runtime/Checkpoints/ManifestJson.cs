using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topology.Runtime.Checkpoints;

/// <summary>Manifests as they are stored: JSON in ASCII, the same text for the same manifest. Any thread.</summary>
public static class ManifestJson
{
    /// <summary>Goes up when a reader of the number before would misread the text.</summary>
    private const int Format = 1;

    /// <exception cref="ArgumentException">It is damaged: only what can be used is stored.</exception>
    public static string Write(CheckpointManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Damage is not null)
            throw new ArgumentException($"The checkpoint {manifest.Id} is damaged and cannot be stored: {manifest.Damage}", nameof(manifest));
        if (manifest.Id <= 0)
            throw new ArgumentException($"A checkpoint cannot have the id {manifest.Id}: they begin with 1.", nameof(manifest));

        var stored = new StoredManifest(Format, manifest.Id, manifest.StartedAt, manifest.CompletedAt, manifest.Savepoint, manifest.Tasks, manifest.Term, manifest.Run, manifest.IsFinal);
        return JsonSerializer.Serialize(stored, StoredManifestJson.Default.StoredManifest);
    }

    /// <exception cref="CheckpointDamagedException">It is no manifest, or one of a format to come. The message says which, not whose.</exception>
    public static CheckpointManifest Read(string json)
    {
        StoredManifest? stored;
        try
        {
            stored = JsonSerializer.Deserialize(json, StoredManifestJson.Default.StoredManifest);
        }
        catch (JsonException e)
        {
            throw new CheckpointDamagedException($"The manifest cannot be read: {e.Message}", e);
        }

        if (stored is null || stored.Tasks.Any(task => task is null || task.Pieces.Any(piece => piece is null || !Enum.IsDefined(piece.Form))))
            throw new CheckpointDamagedException("The manifest cannot be read: a task or a piece is null or of an unknown form.");
        if (stored.Format != Format)
            throw new CheckpointDamagedException($"The manifest has the format {stored.Format}; this version of Topology reads {Format}: use the version that wrote it.");

        return new CheckpointManifest { Id = stored.Id, StartedAt = stored.StartedAt, CompletedAt = stored.CompletedAt, Savepoint = stored.Savepoint, Tasks = stored.Tasks, Term = stored.Term, Run = stored.Run, IsFinal = stored.IsFinal };
    }
}

/// <summary>What a manifest's text has.</summary>
internal sealed record StoredManifest(int Format, long Id, DateTimeOffset StartedAt, DateTimeOffset CompletedAt, string? Savepoint, IReadOnlyList<TaskManifest> Tasks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Term = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] string? Run = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsFinal = false);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredManifest))]
internal sealed partial class StoredManifestJson : JsonSerializerContext;
