using System.Management.Automation;

namespace MspGov.Host;

/// <summary>Command-line words as script parameters, as <c>pwsh -File</c> takes them.</summary>
internal static class ScriptArguments
{
    public static void AddTo(PowerShell shell, string[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (!IsParameterName(words[i]))
            {
                shell.AddArgument(words[i]);
                continue;
            }

            string name = words[i][1..];
            int colon = name.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0)
            {
                shell.AddParameter(name[..colon], Value(name[(colon + 1)..]));
            }
            else if (i + 1 < words.Length && !IsParameterName(words[i + 1]))
            {
                shell.AddParameter(name, words[++i]);
            }
            else
            {
                shell.AddParameter(name);
            }
        }
    }

    private static bool IsParameterName(string word) => word.Length > 1 && word[0] == '-' && char.IsAsciiLetter(word[1]);

    private static object Value(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => text,
    };
}
