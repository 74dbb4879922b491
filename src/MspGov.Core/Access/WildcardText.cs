namespace MspGov.Core.Access;

/// <summary>Matches text against patterns in which <c>*</c> stands for any run of characters and <c>?</c> for one; case does not count.</summary>
public static class WildcardText
{
    /// <summary>Whether the text fits the pattern. Linear in text times stars: hostile patterns cannot make it slow.</summary>
    public static bool Fits(string pattern, string? text)
    {
        if (text is null)
        {
            return pattern == "*";
        }

        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t])))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }
}
