using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Documents;

/// <summary>Where in a file a token stands; kept with the token, so that an error found later can say so.</summary>
/// <param name="File">File name.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
internal sealed record SourcePosition(string File, long Line, long Column)
{
    /// <summary>The position of a token, or of the nearest token around it that has one.</summary>
    public static SourcePosition? Of(JToken? token)
    {
        for (; token is not null; token = token.Parent)
        {
            if (token.Annotation<SourcePosition>() is { } position)
            {
                return position;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{File}({Line},{Column})";
}
