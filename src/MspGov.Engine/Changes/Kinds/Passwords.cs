using System.Security.Cryptography;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Random passwords.</summary>
internal static class Passwords
{
    // Without the characters that people mistake for one another.
    private const string Lower = "abcdefghijkmnpqrstuvwxyz";
    private const string Upper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Digits = "23456789";
    private const string Signs = "!#%*+-=?@_";

    /// <summary>24 characters of all four classes: more than 130 bits.</summary>
    public static string Random()
    {
        char[] password = RandomNumberGenerator.GetItems<char>(Lower + Upper + Digits + Signs, 24);
        int[] places = [.. Enumerable.Range(0, password.Length)];
        RandomNumberGenerator.Shuffle(places.AsSpan());
        string[] classes = [Lower, Upper, Digits, Signs];
        for (int i = 0; i < classes.Length; i++)
        {
            password[places[i]] = classes[i][RandomNumberGenerator.GetInt32(classes[i].Length)];
        }

        return new string(password);
    }
}
