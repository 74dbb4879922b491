namespace MspGov.Lab.Http;

/// <summary>A body whose connection is lost in the middle.</summary>
internal sealed class TruncatedStream(byte[] body, int end) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at >= end)
        {
            throw new IOException("The response ended prematurely.");
        }

        var length = Math.Min(count, end - _at);
        Array.Copy(body, _at, buffer, offset, length);
        _at += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
