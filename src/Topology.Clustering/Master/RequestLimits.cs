using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>How large a request may be. Names and arguments end up in every order, journal event and page, so they must fit a message. Pure.</summary>
internal static class RequestLimits
{
    /// <summary>A name, in characters: file and folder names are made of it.</summary>
    public const int NameLength = 100;

    /// <summary>A file or class name, in characters.</summary>
    public const int PathLength = 500;

    /// <summary>Arguments or settings.</summary>
    public const int Items = 1_000;

    /// <summary>Arguments and settings together, in characters: with the blueprint they must fit a frame of Akka.Remote several times.</summary>
    public const int TextLength = 64 * 1024;

    /// <summary>A piece of a package, in bytes.</summary>
    public const int PieceBytes = 256 * 1024;

    /// <summary>A token, in characters.</summary>
    public const int TokenLength = 1_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>What is too large or malformed; null if nothing is.</summary>
    public static string? Check(ClientRequest request) => request switch
    {
        SubmitTopology submit => Check(submit),
        GetTopology get => CheckName(get.NameOrId),
        GetTopologyMetrics get => CheckName(get.NameOrId),
        GetTopologyErrors get => CheckName(get.NameOrId),
        GetTopologyCheckpoints get => CheckName(get.NameOrId),
        SaveTopology save => CheckName(save.NameOrId),
        ReadSavepoint read => Guid.TryParseExact(read.Savepoint, "N", out _) && read.Offset >= 0 ? null : "A savepoint is named by 32 hexadecimal digits, and an offset is 0 or more.",
        ActivateTopology activate => CheckName(activate.NameOrId),
        DeactivateTopology deactivate => CheckName(deactivate.NameOrId),
        KillTopologyByName kill => CheckName(kill.NameOrId) ?? CheckWait(kill.Wait),
        RebalanceTopology rebalance => CheckName(rebalance.NameOrId) ?? CheckWait(rebalance.Wait) ?? CheckItems("executors", rebalance.Executors?.Count),
        ReadWorkerLog log => CheckName(log.NameOrId),
        BeginUpload begin => CheckPackage(begin.Package) ?? (begin.Bytes > 0 ? null : $"A package of {begin.Bytes} bytes: expected at least 1."),
        UploadPiece piece => CheckPackage(piece.Package) ?? CheckPiece(piece),
        _ => null,
    };

    /// <summary>What is wrong with a package's key; null if nothing is.</summary>
    public static string? CheckPackage(string? package) =>
        package is { Length: 64 } && package.All(char.IsAsciiHexDigitLower) ? null : "A package is named by its SHA-256: expected 64 lower-case hexadecimal digits.";

    private static string? Check(SubmitTopology submit)
    {
        if (submit.Arguments is null || submit.Settings is null || submit.Arguments.Any(argument => argument is null) || submit.Settings.Values.Any(value => value is null))
            return "Arguments and settings must not be null.";
        if (submit.Name is { } name && CheckName(name) is { } mistake)
            return mistake;
        if (submit.Assembly is not { Length: > 0 and <= PathLength } || submit.Assembly.AsSpan().ContainsAny('/', '\\') || submit.Assembly.Any(char.IsControl))
            return $"The assembly must be a file name within the package, of at most {PathLength} characters.";
        if (submit.Definition?.Length > PathLength)
            return $"The definition's name has {submit.Definition.Length} characters; at most {PathLength} are allowed.";
        var length = submit.Arguments.Sum(argument => (long)argument.Length) + submit.Settings.Sum(pair => (long)pair.Key.Length + pair.Value.Length);
        return CheckPackage(submit.Package)
            ?? (submit.Savepoint is null ? null : CheckPackage(submit.Savepoint))
            ?? CheckItems("arguments", submit.Arguments.Count)
            ?? CheckItems("settings", submit.Settings.Count)
            ?? (length <= TextLength ? null : $"Arguments and settings have {length} characters in all; at most {TextLength} are allowed.");
    }

    private static string? CheckName(string? name) =>
        name is { Length: > 0 and <= NameLength + 40 } ? null : $"A name has 1 to {NameLength} characters."; // an id is a name with two numbers

    private static string? CheckWait(TimeSpan? wait) =>
        wait is null || (wait >= TimeSpan.Zero && wait <= LongestWait) ? null : $"A wait of {wait} is not possible: expected 0 to {LongestWait.TotalDays} days.";

    private static string? CheckItems(string what, int? count) =>
        count is >= 0 and <= Items ? null : $"There are {count ?? 0} {what}; expected {Items} at most.";

    private static string? CheckPiece(UploadPiece piece) => piece.Bytes is { Length: > 0 and <= PieceBytes } && piece.Offset >= 0
        ? null
        : $"A piece of a package has 1 to {PieceBytes} bytes and an offset of 0 or more.";
}
