using System.Buffers;

namespace MspGov.Graph.Transport;

/// <summary>Bytes of an answer in a pooled buffer. Whoever holds it last gives it back.</summary>
internal sealed class PooledBody(byte[] buffer, int length)
{
    public byte[] Buffer { get; } = buffer;

    public int Length { get; } = length;

    public ReadOnlySpan<byte> Span => Buffer.AsSpan(0, Length);

    public byte[] ToArrayAndReturn()
    {
        byte[] bytes = Length == 0 ? [] : Span.ToArray();
        Return();
        return bytes;
    }

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);

    /// <summary>Reads content to its end.</summary>
    public static async Task<PooledBody> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        int expected = content.Headers.ContentLength is > 0 and < 64 * 1024 * 1024 and { } known ? (int)known + 1 : 16 * 1024;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(expected);
        int length = 0;
        try
        {
            using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                {
                    return new PooledBody(buffer, length);
                }

                length += read;
                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }
}
