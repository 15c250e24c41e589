using System.Security.Cryptography;
using System.Text.Json;

namespace Topology;

/// <summary>Hashes of a canonical text of specs: the same in every process that built the same graph.</summary>
internal static class SpecHash
{
    public static string Of(IEnumerable<ComponentSpec> components) => Hash(json =>
    {
        json.WriteStartArray();
        foreach (var component in components)
            Write(json, component);
        json.WriteEndArray();
    });

    public static string Of(ComponentSpec component) => Hash(json => Write(json, component));

    private static string Hash(Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
            write(json);
        return Convert.ToHexString(SHA256.HashData(text.GetBuffer().AsSpan(0, (int)text.Length)));
    }

    private static void Write(Utf8JsonWriter json, ComponentSpec component)
    {
        json.WriteStartObject();
        json.WriteString("id", component.Id);
        json.WriteString("kind", component.Kind.ToString());
        json.WriteNumber("executors", component.Executors);
        json.WriteNumber("tasks", component.Tasks);
        json.WriteNumber("tick", component.TickInterval?.Ticks ?? 0);
        json.WriteNumber("pending", component.MaxSpoutPending ?? 0);
        json.WriteNumber("cpu", component.CpuLoad);
        json.WriteNumber("memory", component.MemoryLoad);
        json.WriteBoolean("thread", component.DedicatedThread);
        if (component.EventTime is { } eventTime)
        {
            json.WriteString("eventTime", eventTime.Field); // null: a function
            json.WriteString("watermarks", eventTime.Watermarks.ToString());
        }
        json.WriteStartObject("configuration");
        foreach (var (key, value) in component.Configuration.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
        WriteWindow(json, component.Window);
        WriteStreams(json, component.Streams.Values);
        WriteSubscriptions(json, component.Subscriptions);
        json.WriteEndObject();
    }

    private static void WriteWindow(Utf8JsonWriter json, WindowSpec? window)
    {
        if (window is null)
            return;
        json.WriteStartObject("window");
        json.WriteString("shape", window.Shape);
        json.WriteBoolean("processing", window.IsProcessingTime);
        json.WriteNumber("lateness", window.AllowedLateness.Ticks);
        json.WriteString("late", window.LateStream);
        json.WriteString("trigger", window.Trigger?.ToString());
        json.WriteString("accumulation", window.Accumulation.ToString());
        json.WriteStartArray("key");
        foreach (var field in window.KeyFields)
            json.WriteStringValue(field);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStreams(Utf8JsonWriter json, IEnumerable<StreamSpec> streams)
    {
        json.WriteStartArray("streams");
        foreach (var stream in streams.OrderBy(stream => stream.Id, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id", stream.Id);
            json.WriteBoolean("direct", stream.IsDirect);
            WriteFields(json, stream.Fields);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteSubscriptions(Utf8JsonWriter json, IEnumerable<SubscriptionSpec> subscriptions)
    {
        json.WriteStartArray("subscriptions");
        foreach (var subscription in subscriptions
            .OrderBy(item => item.Component, StringComparer.Ordinal)
            .ThenBy(item => item.Stream, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("component", subscription.Component);
            json.WriteString("stream", subscription.Stream);
            json.WriteString("grouping", subscription.Grouping.Kind.ToString());
            if (subscription.Grouping.Fields is { } fields)
                WriteFields(json, fields);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter json, Fields fields)
    {
        json.WriteStartArray("fields");
        foreach (var field in fields)
            json.WriteStringValue(field);
        json.WriteEndArray();
    }
}
