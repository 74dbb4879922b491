namespace MspGov.Engine.Tenants;

/// <summary>How near two names are, for offering what was probably meant.</summary>
internal static class NearName
{
    /// <summary>Levenshtein distance; case does not count.</summary>
    public static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                int swap = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + swap);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
