using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Topology.Connectors.Sql;

/// <summary>A statement and where its parameters come from: @p0, @p1 … by position, others by the name of a field. Immutable.</summary>
internal sealed partial class SqlStatement
{
    private readonly string _text;
    private readonly string[] _names; // without @

    public SqlStatement(string text)
    {
        _text = text;
        _names = [.. Tokens().Matches(text).Where(match => match.Groups[1].Success).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The values of the parameters.</summary>
    /// <exception cref="ArgumentException">The tuple has no such field; the message names it.</exception>
    public object?[] Read(StreamTuple input) => Array.ConvertAll(_names, name => ValueOf(input, name).ToObject());

    /// <summary>Makes a command to be executed once for each row; see <see cref="Execute"/>.</summary>
    public DbCommand Prepare(DbConnection connection, DbTransaction transaction)
    {
        var command = SqlTables.Command(connection, transaction, _text);
        foreach (var name in _names)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public void Execute(DbCommand command, object?[] row)
    {
        if (row.Length != _names.Length)
            throw new InvalidDataException($"a row of {row.Length} values was staged for {_names.Length} parameters: the statement was changed since; submit the topology anew");
        for (var i = 0; i < row.Length; i++)
            command.Parameters[i].Value = row[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }

    private static Value ValueOf(StreamTuple input, string name)
    {
        if (input.Fields.TryIndexOf(name, out var index))
            return input[index];
        if (name[0] == 'p' && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < input.Count)
            return input[position];
        throw new ArgumentException($"parameter @{name} is neither a field nor a position of {input.Fields} from \"{input.SourceComponent}\"; name them by field, or @p0 … @p{input.Count - 1}");
    }

    // Quoted text, PostgreSQL's and T-SQL's @@ and comments are no parameters.
    [GeneratedRegex("""'(?:[^']|'')*'|"[^"]*"|--[^\n]*|@@\w+|@([A-Za-z_]\w*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
