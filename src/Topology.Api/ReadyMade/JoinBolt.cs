namespace Topology;

/// <summary>Joins the tuples of two or more components, or streams, that are in one window and have equal keys. Needs a window of its declarer.</summary>
/// <remarks>
/// <code>
/// builder.SetBolt("join", () =&gt; new JoinBolt("users", "userId").Join("orders", "userId", "users").Select("userId", "name", "orders:price"), 4)
///     .FieldsGrouping("users", new Fields("userId")).FieldsGrouping("orders", new Fields("userId"))
///     .WithTumblingWindow(TimeSpan.FromMinutes(1));
/// </code>
/// A key or an output may be "field.key": what a field that holds a dictionary has under a key, to any depth; it is null where there is none.
/// Each row is emitted anchored to the tuples it is made of, as far as they are not acked yet. A null key has no partner. With several tasks, group all sides by their keys; a chain of joins by different keys needs one task, or a bolt for each.
/// The methods are to be called before the bolt is used.
/// </remarks>
public sealed class JoinBolt : WindowedBolt
{
    private readonly List<JoinSide> _sides;
    private readonly List<JoinOutput> _outputs = [];
    private readonly JoinSource _by;
    private OutputCollector? _collector;
    private string _component = "";

    /// <summary>Begins with the side that others are joined to.</summary>
    /// <param name="source">A component, or a stream.</param>
    /// <param name="keyField">What it is joined by.</param>
    /// <param name="by">Whether sides are components or streams.</param>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public JoinBolt(string source, string keyField, JoinSource by = JoinSource.Component)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(keyField);
        _sides = [new JoinSide(source, new JoinField(keyField), -1, KeepsRows: false, KeepsOwn: false)];
        _by = by;
    }

    /// <summary>Rows go on with each tuple of another side that has their key; rows without one are dropped.</summary>
    /// <param name="source">Not part of the join yet.</param>
    /// <param name="keyField">What it is joined by.</param>
    /// <param name="prior">The side whose key it is compared with.</param>
    /// <exception cref="ArgumentException">The side is there already, or the prior one is not.</exception>
    public JoinBolt Join(string source, string keyField, string prior) => Add(source, keyField, prior, keepsRows: false, keepsOwn: false);

    /// <summary>The same, but rows without a partner are kept, with nulls.</summary>
    /// <inheritdoc cref="Join"/>
    public JoinBolt LeftJoin(string source, string keyField, string prior) => Add(source, keyField, prior, keepsRows: true, keepsOwn: false);

    /// <summary>As <see cref="Join"/>, but tuples of the new side that are no row's partner are kept, behind the others, with nulls for the sides before.</summary>
    /// <inheritdoc cref="Join"/>
    public JoinBolt RightJoin(string source, string keyField, string prior) => Add(source, keyField, prior, keepsRows: false, keepsOwn: true);

    /// <summary>As <see cref="LeftJoin"/> and <see cref="RightJoin"/> together.</summary>
    /// <inheritdoc cref="Join"/>
    public JoinBolt FullJoin(string source, string keyField, string prior) => Add(source, keyField, prior, keepsRows: true, keepsOwn: true);

    /// <summary>Says what is emitted.</summary>
    /// <param name="fields">"field", of the first side that has it; "side:field"; with " as name" behind, to call it otherwise in the output.</param>
    /// <exception cref="ArgumentException">A field names a side that is not part of the join.</exception>
    public JoinBolt Select(params string[] fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var text in fields)
        {
            var (from, output) = Cut(text, " as ");
            var (side, field) = Cut(from, ":");
            _outputs.Add(field is null ? new JoinOutput(-1, new JoinField(side), output ?? side) : new JoinOutput(PlaceOf(side), new JoinField(field), output ?? field));
        }
        return this;
    }

    /// <inheritdoc/>
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        if (_outputs.Count == 0)
            throw new InvalidOperationException("The join has no output fields; say which by Select.");
        declarer.Declare(new Fields([.. _outputs.Select(output => output.Output)]));
    }

    /// <inheritdoc/>
    public override void Prepare(TopologyContext context, OutputCollector collector) => (_component, _collector) = (context.ThisComponentId, collector);

    /// <inheritdoc/>
    public override void Execute(WindowFrame window)
    {
        var tuples = window.Tuples.ToLookup(tuple => _by == JoinSource.Component ? tuple.SourceComponent : tuple.SourceStream, StringComparer.Ordinal);
        IEnumerable<StreamTuple?[]> rows = tuples[_sides[0].Name].Select(tuple => new StreamTuple?[] { tuple });
        for (var place = 1; place < _sides.Count; place++)
            rows = Extend(rows, place, [.. tuples[_sides[place].Name]]);
        foreach (var row in rows)
            _collector!.Emit([.. row.OfType<StreamTuple>()], [.. _outputs.Select(output => ValueOf(row, output))]); // set by Prepare
    }

    private IEnumerable<StreamTuple?[]> Extend(IEnumerable<StreamTuple?[]> rows, int place, StreamTuple[] own)
    {
        var side = _sides[place];
        var priorField = _sides[side.Prior].Field;
        var keys = Array.ConvertAll(own, side.Field.Of);
        var partners = Enumerable.Range(0, own.Length).Where(at => !keys[at].IsNull).ToLookup(at => keys[at]);
        var isPartner = new bool[own.Length];
        var priorKey = Value.Null; // of some row
        foreach (var row in rows)
        {
            var isAlone = true;
            if (row[side.Prior] is { } prior)
            {
                var key = priorField.Of(prior);
                priorKey = priorKey.IsNull ? key : priorKey;
                foreach (var at in partners[key])
                {
                    (isAlone, isPartner[at]) = (false, true);
                    yield return [.. row, own[at]];
                }
            }
            if (isAlone && side.KeepsRows)
                yield return [.. row, null];
        }
        for (var at = 0; side.KeepsOwn && at < own.Length; at++)
        {
            if (!isPartner[at])
                yield return [.. new StreamTuple?[place], own[at]];
        }
        if (!isPartner.Contains(true))
            CompareTypes(side, keys.FirstOrDefault(key => !key.IsNull), priorKey);
    }

    // Values of two types are never equal: without a word, such a join would just have no rows.
    private void CompareTypes(JoinSide side, Value own, Value priorKey)
    {
        if (own.IsNull || priorKey.IsNull || TypeOf(own) == TypeOf(priorKey))
            return;
        var prior = _sides[side.Prior];
        _collector!.ReportError(new TopologyException( // set by Prepare
            $"Component \"{_component}\" joins \"{side.Name}\" by \"{side.Field}\", which holds a value of type {TypeOf(own).Name}, to \"{prior.Name}\" by \"{prior.Field}\", which holds one of type {TypeOf(priorKey).Name}: "
            + "they are never equal, so none of this window has a partner. Emit both as one type, or join by other fields."));
    }

    private static Type TypeOf(Value value) => value.TryGetInt64(out _) ? typeof(long) : value.ToObject()!.GetType(); // asked of no null; all integers are equal if they are

    private static Value ValueOf(StreamTuple?[] row, JoinOutput output)
    {
        if (output.Side >= 0)
            return row[output.Side] is { } tuple ? output.Field.Of(tuple) : Value.Null;
        foreach (var candidate in row)
        {
            if (candidate is { } tuple && output.Field.IsIn(tuple))
                return output.Field.Of(tuple);
        }
        return Value.Null;
    }

    private JoinBolt Add(string source, string keyField, string prior, bool keepsRows, bool keepsOwn)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(keyField);
        if (_sides.Exists(side => side.Name == source))
            throw new ArgumentException($"\"{source}\" is already part of the join.", nameof(source));
        _sides.Add(new JoinSide(source, new JoinField(keyField), PlaceOf(prior), keepsRows, keepsOwn));
        return this;
    }

    private int PlaceOf(string name)
    {
        var place = _sides.FindIndex(side => side.Name == name);
        return place >= 0 ? place : throw new ArgumentException($"\"{name}\" is not part of the join{NearestName.Hint(name, _sides.Select(side => side.Name))}.", nameof(name));
    }

    private static (string First, string? Second) Cut(string text, string separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text.Trim(), null) : (text[..at].Trim(), text[(at + separator.Length)..].Trim());
    }
}
