using System.Globalization;
using Topology;

namespace Ingest;

/// <summary>Splits a payload, <c>key [amount [anything]]</c>, into key and amount. One whose amount is no whole number fails; sending it again would not mend it.</summary>
public sealed class ParseBolt : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "amount"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        var payload = input.GetString(0);
        var keyEnd = payload.IndexOf(' ', StringComparison.Ordinal);
        if (keyEnd < 0)
        {
            collector.Emit(payload, 1L);
            return;
        }

        var rest = payload.AsSpan(keyEnd + 1);
        var amountEnd = rest.IndexOf(' ');
        var text = amountEnd < 0 ? rest : rest[..amountEnd];
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            throw new FailedException($"The amount \"{text}\" is no whole number.");
        collector.Emit(payload[..keyEnd], amount);
    }
}
