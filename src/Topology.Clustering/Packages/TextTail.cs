namespace Topology.Clustering.Packages;

/// <summary>The last characters of a text that may be endless. One writer; read when it is done or given up.</summary>
internal sealed class TextTail(int most)
{
    private readonly Lock _lock = new();
    private string _text = "";

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(TextReader reader, CancellationToken token)
    {
        var buffer = new char[most];
        while (await reader.ReadAsync(buffer, token).ConfigureAwait(false) is var read and > 0)
        {
            lock (_lock)
            {
                var text = string.Concat(_text, buffer.AsSpan(0, read));
                _text = text.Length > most ? text[^most..] : text;
            }
        }
    }

    /// <summary>To be put behind a message: empty, or a line that says what was printed.</summary>
    public override string ToString()
    {
        lock (_lock)
            return string.IsNullOrWhiteSpace(_text) ? "" : $" It printed:{Environment.NewLine}{_text.Trim()}";
    }
}
