namespace Topology.Clustering.Hosting;

/// <summary>
/// What the parser does not tell of a HOCON text: the line on which a key stands, and whether braces and quotes are closed – where they are not, the parser ends in silence
/// and leaves out the rest, security settings included. Reads only as much of the language as that takes.
/// </summary>
internal sealed class HoconLines
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly Stack<(string Path, int Line)> _scopes = new([("", 0)]);
    private readonly string _text;
    private string _word = "";
    private int _line = 1;
    private int _at;

    public HoconLines(string text)
    {
        _text = text;
        Scan();
        if (_scopes.Count > 1)
            Trouble ??= $"the brace opened on line {_scopes.Peek().Line} is not closed";
    }

    /// <summary>What is not closed, or closed twice; null for nothing.</summary>
    public string? Trouble { get; private set; }

    /// <param name="path">With dots, from the root.</param>
    /// <returns>Counted from 1; 0 if it is not known.</returns>
    public int Of(string path) => _lines.GetValueOrDefault(path);

    private void Scan()
    {
        var isValue = false;
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            switch (c)
            {
                case '\n' or ',':
                    (isValue, _word) = (false, "");
                    _line += c == '\n' ? 1 : 0;
                    break;
                case '#' or '/' when c == '#' || (_at < _text.Length && _text[_at] == '/'):
                    SkipLine();
                    break;
                case '"':
                    var quoted = Quoted();
                    _word += isValue ? "" : quoted;
                    break;
                case '{' or '}':
                    isValue = false;
                    Brace(c);
                    break;
                case '[':
                    SkipList();
                    break;
                case '=' or ':' or '+' when !isValue:
                    Note();
                    isValue = true;
                    break;
                default:
                    _word += isValue || char.IsWhiteSpace(c) ? "" : c.ToString();
                    break;
            }
        }
    }

    private void Brace(char c)
    {
        if (c == '{')
        {
            Open();
            return;
        }
        _word = "";
        Close();
    }

    private void Open()
    {
        if (_word.Length > 0)
            Note();
        _scopes.Push((Full(), _line));
        _word = "";
    }

    private void Close()
    {
        if (_scopes.Count > 1)
            _scopes.Pop();
        else
            Trouble ??= $"line {_line} closes a brace that was not opened";
    }

    private void Note() => _lines[Full()] = _line;

    private string Full() => _scopes.Peek().Path is { Length: > 0 } scope ? (_word.Length > 0 ? $"{scope}.{_word}" : scope) : _word;

    private void SkipLine()
    {
        while (_at < _text.Length && _text[_at] != '\n')
            _at++;
    }

    private void SkipList()
    {
        var opened = _line;
        while (_at < _text.Length && _text[_at] != ']')
        {
            if (_text[_at] == '\n')
                _line++;
            if (_text[_at++] == '"')
                Quoted();
        }
        if (_at < _text.Length)
            _at++;
        else
            Trouble ??= $"the list opened on line {opened} is not closed";
    }

    private string Quoted()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] is not ('"' or '\n'))
            _at += _text[_at] == '\\' && _at + 1 < _text.Length ? 2 : 1;
        var end = Math.Min(_at, _text.Length);
        if (_at < _text.Length && _text[_at] == '"')
            _at++;
        else
            Trouble ??= $"the quote opened on line {_line} is not closed";
        return _text[start..end];
    }
}
