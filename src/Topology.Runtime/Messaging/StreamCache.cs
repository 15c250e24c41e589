using System.Text;
using Topology.Engine;

namespace Topology.Runtime.Messaging;

/// <summary>Finds streams by their names' bytes, so that no string is made for each batch. Grows only by streams that there are. One thread.</summary>
internal sealed class StreamCache(IStreamCatalog catalog)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<int, List<(byte[] Name, StreamSource Source)>> _byTask = [];

    /// <exception cref="InvalidDataException">There is no such stream.</exception>
    public StreamSource Find(int task, ReadOnlySpan<byte> name)
    {
        if (_byTask.TryGetValue(task, out var known))
        {
            foreach (var (bytes, source) in known)
            {
                if (name.SequenceEqual(bytes))
                    return source;
            }
        }
        return Add(task, name);
    }

    private StreamSource Add(int task, ReadOnlySpan<byte> name)
    {
        try
        {
            var source = catalog.SourceOf(task, Strict.GetString(name));
            if (!_byTask.TryGetValue(task, out var known))
                _byTask.Add(task, known = []);
            known.Add((name.ToArray(), source));
            return source;
        }
        catch (Exception e) when (e is KeyNotFoundException or DecoderFallbackException)
        {
            throw new InvalidDataException($"a tuple of stream \"{Encoding.UTF8.GetString(name)}\" of task {task}, which the topology has not", e);
        }
    }
}
