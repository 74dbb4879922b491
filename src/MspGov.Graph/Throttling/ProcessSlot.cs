namespace MspGov.Graph.Throttling;

/// <summary>A process at work on a budget, packed into one word: its id, when it was last seen (seconds, modulo 2^20), requests in flight.</summary>
internal readonly record struct ProcessSlot(int Process, int Seen, int InFlight)
{
    /// <summary>A process that was not seen for so long is taken for gone.</summary>
    private const int FreshSeconds = 30;

    private const int SeenMask = 0xFFFFF;

    public static int Seconds(long ticks) => (int)(ticks / TimeSpan.TicksPerSecond) & SeenMask;

    public static ProcessSlot Unpack(long word) => new((int)(word >> 32), (int)(word >> 12) & SeenMask, (int)word & 0xFFF);

    public long Pack() => ((long)Process << 32) | ((long)(Seen & SeenMask) << 12) | (uint)(InFlight & 0xFFF);

    public bool IsFresh(long now) => ((Seconds(now) - Seen) & SeenMask) <= FreshSeconds;
}
