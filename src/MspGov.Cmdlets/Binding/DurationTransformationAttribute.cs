using System.Management.Automation;
using System.Xml;

namespace MspGov.Cmdlets.Binding;

/// <summary>Takes a duration as a TimeSpan, as <c>hh:mm:ss</c>, or as ISO 8601 (<c>PT2H</c>, <c>P1D</c>).</summary>
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is TimeSpan span)
        {
            return span;
        }

        string text = value?.ToString()?.Trim() ?? string.Empty;
        try
        {
            if (text.StartsWith('P') || text.StartsWith("-P", StringComparison.Ordinal))
            {
                return XmlConvert.ToTimeSpan(text);
            }
        }
        catch (FormatException)
        {
            // Falls to the message below.
        }

        // A bare number would be read as days: an easy way to ask for 2 days in place of 2 hours.
        if (text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out TimeSpan parsed))
        {
            return parsed;
        }

        throw new ArgumentTransformationMetadataException(
            $"'{text}' is not a duration. Use ISO 8601 such as PT2H or P1D, hh:mm:ss, or a TimeSpan.");
    }
}
