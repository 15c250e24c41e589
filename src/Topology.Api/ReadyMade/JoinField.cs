using System.Collections;

namespace Topology;

/// <summary>A field of a side of a join: one of its stream, or "field.key", what a field that holds a dictionary has under a key, to any depth.</summary>
internal sealed class JoinField(string text)
{
    private readonly string[] _path = text.Split('.');

    /// <summary>Whether the tuple's stream has it; a field whose name has the dots goes before.</summary>
    public bool IsIn(StreamTuple tuple) => tuple.Contains(text) || (_path.Length > 1 && tuple.Contains(_path[0]));

    /// <summary>Its value; null where a dictionary on the way has no such key, or what is there is no dictionary.</summary>
    public Value Of(StreamTuple tuple)
    {
        if (_path.Length == 1 || tuple.Contains(text))
            return tuple[text];
        var value = tuple[_path[0]].ToObject();
        foreach (var key in _path.AsSpan(1))
            value = value is IDictionary dictionary && dictionary.Contains(key) ? dictionary[key] : null;
        return Value.From(value);
    }

    public override string ToString() => text;
}
