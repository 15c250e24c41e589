using System.Net.Sockets;
using System.Text;

namespace Ingest;

/// <summary>One client. The server's thread reads and writes; answers may come from any thread.</summary>
internal sealed class LineConnection(Socket socket, Action signal)
{
    /// <summary>Bytes; a longer line is skipped, and the client told when it ends.</summary>
    public const int LongestLine = 64 * 1024;

    // Of a client that does not read its answers no further lines are read: what is in flight then bounds the rest.
    private const int MostAnswerBytes = 1024 * 1024;

    private readonly Lock gate = new(); // guards answers, answersEnd, unanswered, isClosed
    private byte[] input = new byte[4096];
    private int inputStart;
    private int inputEnd;
    private bool inputIsOver; // the client has said that it will send no more
    private bool isSkipping; // the line that is arriving is too long
    private byte[] answers = new byte[1024];
    private int answersEnd;
    private byte[] sending = new byte[1024]; // swapped with answers
    private int sendingStart;
    private int sendingEnd;
    private int unanswered;
    private bool isClosed;

    public Socket Socket => socket;

    public bool WantsToWrite => sendingEnd > sendingStart;

    /// <summary>Whether bytes are to be read: there is room, and the client takes its answers.</summary>
    public bool WantsToRead
    {
        get
        {
            lock (gate)
                return !inputIsOver && inputEnd - inputStart <= LongestLine && answersEnd < MostAnswerBytes;
        }
    }

    /// <summary>Whether the client has sent all it wanted and has got all its answers.</summary>
    public bool IsFinished
    {
        get
        {
            lock (gate)
                return inputIsOver && unanswered == 0 && answersEnd == 0 && !WantsToWrite && IndexOfLineFeed() < 0;
        }
    }

    /// <summary>Sends a text to the client, soon; dropped if the connection has ended. Any thread.</summary>
    public void Answer(string text)
    {
        lock (gate)
        {
            unanswered--;
            if (!Append(text))
                return;
        }
        signal();
    }

    /// <summary>Sends a text that answers no line in flight.</summary>
    public void Say(string text)
    {
        lock (gate)
            Append(text);
    }

    /// <summary>Reads what has arrived.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public void Receive()
    {
        if (inputEnd == input.Length)
            MakeRoom();
        var count = socket.Receive(input.AsSpan(inputEnd), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success)
            throw new SocketException((int)error);
        inputEnd += count;
        inputIsOver = count == 0;
    }

    /// <summary>The next complete line that is not too long, without its line feed; valid until the next <see cref="Receive"/>.</summary>
    public bool TryPeekLine(out ReadOnlySpan<byte> line)
    {
        int length;
        while ((length = IndexOfLineFeed()) >= 0)
        {
            line = input.AsSpan(inputStart, length);
            if (!isSkipping && length <= LongestLine)
                return true;
            Advance(length, awaitsAnswer: false);
            isSkipping = false;
            Say($"error the line is longer than {LongestLine} bytes\n");
        }
        line = default;
        if (inputEnd - inputStart > LongestLine)
            isSkipping = true;
        if (isSkipping)
            inputStart = inputEnd; // the line goes on
        return false;
    }

    /// <summary>The line just peeked at is dealt with.</summary>
    public void Advance(int lineLength, bool awaitsAnswer)
    {
        inputStart += lineLength + 1;
        if (!awaitsAnswer)
            return;
        lock (gate)
            unanswered++;
    }

    /// <summary>Sends what the client takes now.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public void Flush()
    {
        while (true)
        {
            if (!WantsToWrite)
                SwapBuffers();
            if (!WantsToWrite)
                return;
            var sent = socket.Send(sending.AsSpan(sendingStart, sendingEnd - sendingStart), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return;
            if (error != SocketError.Success)
                throw new SocketException((int)error);
            sendingStart += sent;
        }
    }

    public void Close()
    {
        lock (gate)
            isClosed = true;
        socket.Dispose();
    }

    private bool Append(string text)
    {
        if (isClosed)
            return false;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (answers.Length - answersEnd < most)
            Array.Resize(ref answers, Math.Max(answers.Length * 2, answersEnd + most));
        answersEnd += Encoding.UTF8.GetBytes(text, answers.AsSpan(answersEnd));
        return true;
    }

    private void SwapBuffers()
    {
        lock (gate)
        {
            (sending, answers) = (answers, sending);
            (sendingStart, sendingEnd, answersEnd) = (0, answersEnd, 0);
        }
    }

    private int IndexOfLineFeed() => input.AsSpan(inputStart, inputEnd - inputStart).IndexOf((byte)'\n');

    private void MakeRoom()
    {
        var rest = input.AsSpan(inputStart, inputEnd - inputStart);
        var target = rest.Length > input.Length / 2 ? new byte[input.Length * 2] : input; // at most 128 KiB: what is longer than a line is skipped
        rest.CopyTo(target);
        (input, inputStart, inputEnd) = (target, 0, rest.Length);
    }
}
