using System.Globalization;
using System.Management.Automation;
using System.Xml;

namespace MspGov.Cmdlets.Binding;

/// <summary>Takes a duration as a TimeSpan, as <c>hh:mm:ss</c>, as ISO 8601 (<c>PT2H</c>, <c>P1D</c>), or as people say it: <c>30m</c>, <c>2h</c>, <c>1d</c>.</summary>
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

        if (text.Length > 1 && char.ToLowerInvariant(text[^1]) is 's' or 'm' or 'h' or 'd'
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number < 100_000)
        {
            return char.ToLowerInvariant(text[^1]) switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                _ => TimeSpan.FromDays(number),
            };
        }

        // A bare number would be read as days: an easy way to ask for 2 days in place of 2 hours.
        if (text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan parsed))
        {
            return parsed;
        }

        throw new ArgumentTransformationMetadataException(
            $"'{text}' is not a duration. Use 30m, 2h or 1d, ISO 8601 such as PT2H, hh:mm:ss, or a TimeSpan.");
    }
}
