namespace Ingest;

/// <summary>A line of a client, and who is to be told what became of it.</summary>
internal sealed record LineRequest(LineConnection Connection, string Id, string Payload);
