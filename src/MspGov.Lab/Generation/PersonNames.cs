namespace MspGov.Lab.Generation;

/// <summary>Names of people: every combination of a first and a last name once, in an order of the seed, then with a number.</summary>
internal sealed class PersonNames
{
    private static readonly Lazy<(string[] First, string[] Last)> Names = new(() =>
    {
        var lines = LabData.Lines("names.txt").ToDictionary(l => l[0], l => l[2..].Split(' '));
        return (lines['f'], lines['l']);
    });

    private readonly int _start;
    private readonly int _step;

    internal PersonNames(DeterministicRandom random)
    {
        var count = Names.Value.First.Length * Names.Value.Last.Length;
        _start = random.Below(count);
        _step = 2_003 + (random.Below(5_000) * 2);
        while (Gcd(_step, count) != 1)
        {
            _step++;
        }
    }

    internal (string First, string Last, string Suffix) At(int index)
    {
        var (first, last) = Names.Value;
        var count = first.Length * last.Length;
        var n = (int)((_start + ((long)index * _step)) % count);
        return (first[n % first.Length], last[n / first.Length], index < count ? "" : (index / count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
