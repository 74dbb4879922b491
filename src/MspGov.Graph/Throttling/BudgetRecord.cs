namespace MspGov.Graph.Throttling;

/// <summary>
/// One budget: a bucket kept as the time at which it would be full again (the generic cell rate algorithm, so that one word is the whole
/// state), a pause that the tenant asked for, a window of requests in flight that shrinks on 429 and grows on success, and who is at work.
/// Times are UTC ticks. Every method is safe between threads and processes.
/// </summary>
internal sealed unsafe class BudgetRecord(BudgetTable owner, long* words)
{
    /// <summary>Words in a record.</summary>
    public const int Words = 32;

    /// <summary>The window that is as good as none.</summary>
    private const long WideWindow = 64_000;

    /// <summary>The window of several processes together, in thousandths: what one alone has by default. So the first 429 meets no more requests on their way.</summary>
    private const long SharedWindow = 8_000;

    private const int ProcessSlots = 16;

    private readonly BudgetTable _owner = owner;

    private ref long FullAt => ref words[1];

    private ref long PausedUntilTicks => ref words[2];

    private ref long SignalledAt => ref words[3];

    private ref long Window => ref words[4];

    private ref long CutAt => ref words[5];

    private ref long PassedSinceCut => ref words[6];

    private ref long LearntPerSecond => ref words[7];

    private ref long LearntFullAt => ref words[8];

    /// <summary>Keeps the memory under the record alive as long as the record is in use.</summary>
    public bool IsShared => _owner.IsShared;

    /// <summary>Until when nothing must be sent.</summary>
    public long PausedUntil => Volatile.Read(ref PausedUntilTicks);

    /// <summary>True when the tenant showed signs of throttling lately.</summary>
    public bool IsSignalled(long now, TimeSpan memory) => now - Volatile.Read(ref SignalledAt) < memory.Ticks;

    /// <summary>Takes units from the bucket.</summary>
    /// <returns>Ticks to wait before sending; 0 where the bucket is not kept to.</returns>
    public long Take(long now, double units, WorkloadLimit limit, bool enforce) =>
        TakeFrom(ref FullAt, now, (long)(units / limit.PerSecond * TimeSpan.TicksPerSecond), (long)(limit.Burst / limit.PerSecond * TimeSpan.TicksPerSecond), enforce);

    /// <summary>Takes one exchange (a request or a batch) from the pace that was learnt from 429s, where one was.</summary>
    public long TakeLearnt(long now)
    {
        long pace = Volatile.Read(ref LearntPerSecond);
        if (pace <= 0)
        {
            return 0;
        }

        // The pace quickens with time, so that a tenant that got faster is found out: by a tenth every ten seconds without a 429.
        double seconds = Math.Max(0, now - Volatile.Read(ref CutAt)) / (double)TimeSpan.TicksPerSecond;
        double perSecond = pace / 1000.0 * Math.Pow(1.1, seconds / 10);
        return TakeFrom(ref LearntFullAt, now, (long)(1 / perSecond * TimeSpan.TicksPerSecond), (long)(1 / perSecond * TimeSpan.TicksPerSecond), enforce: true);
    }

    /// <summary>Enters the window of requests in flight; false when it is full.</summary>
    public bool TryEnter(long now, int process)
    {
        int slot = Slot(now, process);
        if (slot < 0)
        {
            return true;
        }

        AddInFlight(slot, now, process, 1);
        long window = Volatile.Read(ref Window);
        window = window == 0 && IsShareInUse(now, process) ? SharedWindow : window;
        if (window == 0 || InFlight(now) <= Math.Max(1, window / 1000))
        {
            Interlocked.Increment(ref PassedSinceCut);
            return true;
        }

        AddInFlight(slot, now, process, -1);
        return false;
    }

    /// <summary>Leaves the window.</summary>
    public void Leave(long now, int process)
    {
        int slot = Slot(now, process);
        if (slot >= 0)
        {
            AddInFlight(slot, now, process, -1);
        }
    }

    /// <summary>True when another process was at work here within the last seconds.</summary>
    public bool IsShareInUse(long now, int process)
    {
        for (int i = 0; i < ProcessSlots; i++)
        {
            ProcessSlot other = ProcessSlot.Unpack(Volatile.Read(ref words[Words - ProcessSlots + i]));
            if (other.Process != 0 && other.Process != process && other.IsFresh(now))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes a sign of throttling that is no 429 yet.</summary>
    public void Signal(long now) => Raise(ref SignalledAt, now);

    /// <summary>Notes a 429: everybody pauses, the window is halved once for each episode, and the pace that led here is remembered.</summary>
    public void Throttled(long now, TimeSpan pause)
    {
        Raise(ref SignalledAt, now);
        long until = now + pause.Ticks;
        long before = Volatile.Read(ref PausedUntilTicks);
        Raise(ref PausedUntilTicks, until);
        long cut = Volatile.Read(ref CutAt);

        // Answers to requests that left before the pause belong to the same episode.
        if (now <= before || now - cut < TimeSpan.TicksPerSecond / 4 || Interlocked.CompareExchange(ref CutAt, now, cut) != cut)
        {
            return;
        }

        long passed = Interlocked.Exchange(ref PassedSinceCut, 0);
        double seconds = (now - cut) / (double)TimeSpan.TicksPerSecond;
        if (cut != 0 && seconds is > 0.5 and < 900 && passed > 0)
        {
            Volatile.Write(ref LearntPerSecond, Math.Max(50, (long)(900 * passed / seconds)));
        }

        long window = Volatile.Read(ref Window);
        long inFlight = Math.Max(1, InFlight(now)) * 1000;
        Volatile.Write(ref Window, Math.Max(1000, Math.Min(window == 0 ? inFlight : window, inFlight) / 2));
    }

    /// <summary>Notes a success: the window opens a little, and in the end all the way.</summary>
    public void Succeeded()
    {
        long window = Volatile.Read(ref Window);
        if (window != 0)
        {
            long wider = window + Math.Max(1, 1_000_000 / window);
            Interlocked.CompareExchange(ref Window, wider >= WideWindow ? 0 : wider, window);
        }
    }

    private static long TakeFrom(ref long fullAt, long now, long cost, long burst, bool enforce)
    {
        while (true)
        {
            long before = Volatile.Read(ref fullAt);
            long after = Math.Max(before, now) + cost;
            after = enforce ? after : Math.Min(after, now + burst);
            if (Interlocked.CompareExchange(ref fullAt, after, before) == before)
            {
                return enforce ? Math.Max(0, after - burst - now) : 0;
            }
        }
    }

    private static void Raise(ref long word, long value)
    {
        long before = Volatile.Read(ref word);
        while (before < value)
        {
            long found = Interlocked.CompareExchange(ref word, value, before);
            if (found == before)
            {
                return;
            }

            before = found;
        }
    }

    private long InFlight(long now)
    {
        long sum = 0;
        for (int i = 0; i < ProcessSlots; i++)
        {
            ProcessSlot slot = ProcessSlot.Unpack(Volatile.Read(ref words[Words - ProcessSlots + i]));
            sum += slot.Process != 0 && slot.IsFresh(now) ? slot.InFlight : 0;
        }

        return sum;
    }

    private void AddInFlight(int slot, long now, int process, int by)
    {
        ref long word = ref words[Words - ProcessSlots + slot];
        while (true)
        {
            long before = Volatile.Read(ref word);
            ProcessSlot mine = ProcessSlot.Unpack(before);
            if (mine.Process != process)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref word, new ProcessSlot(process, ProcessSlot.Seconds(now), Math.Max(0, mine.InFlight + by)).Pack(), before) == before)
            {
                return;
            }
        }
    }

    /// <summary>The slot of a process; one that is free or forsaken becomes its own. -1 when all are taken.</summary>
    private int Slot(long now, int process)
    {
        for (int i = 0; i < ProcessSlots; i++)
        {
            if (ProcessSlot.Unpack(Volatile.Read(ref words[Words - ProcessSlots + i])).Process == process)
            {
                return i;
            }
        }

        for (int i = 0; i < ProcessSlots; i++)
        {
            ref long word = ref words[Words - ProcessSlots + i];
            long before = Volatile.Read(ref word);
            ProcessSlot found = ProcessSlot.Unpack(before);
            if ((found.Process == 0 || !found.IsFresh(now))
                && Interlocked.CompareExchange(ref word, new ProcessSlot(process, ProcessSlot.Seconds(now), 0).Pack(), before) == before)
            {
                return i;
            }
        }

        return -1;
    }
}
