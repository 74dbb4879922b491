using System.Globalization;
using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Core.Text;

namespace MspGov.Core.Lifecycle;

/// <summary>
/// A list of people or events from HR or a PSA, in CSV or JSON, with a mapping from our fields to the list's columns. Strict: a list
/// with a row that cannot be understood is refused whole, because a person left out would look like one who left.
/// </summary>
public sealed class WorkforceList
{
    /// <summary>Fields that a list may have.</summary>
    public static readonly IReadOnlyList<string> Fields =
    [
        "Id", "EmployeeId", "DisplayName", "GivenName", "Surname", "UserPrincipalName", "Mail", "Principals", "JobTitle", "Department", "Manager",
        "UsageLocation", "JobRoles", "Type", "EventId", "EffectiveAt", "LeftAt", "Ticket", "Approver", "Reason", "NewOwner", "Operator", "Successor", "Jurisdictions",
    ];

    private static readonly string[] IsoForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyyMMdd"];

    private readonly List<(int Line, Dictionary<string, string> Values)> _rows = [];
    private readonly List<string> _faults = [];
    private readonly string? _dateForm;

    private WorkforceList(string? dateForm) => _dateForm = dateForm;

    /// <summary>Reads a list.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="json">True for JSON, false for delimited text.</param>
    /// <param name="mapping">A JSON object of our field to the list's column, and <c>DateFormat</c>; null when the columns have our names.</param>
    /// <exception cref="GovException">ListInvalid, with the lines.</exception>
    public static WorkforceList Read(ReadOnlyMemory<byte> bytes, bool json, ReadOnlyMemory<byte>? mapping = null)
    {
        Dictionary<string, string> columns = Mapping(mapping);
        var list = new WorkforceList(columns.GetValueOrDefault("DateFormat"));
        if (json)
        {
            list.ReadJson(bytes, columns);
        }
        else
        {
            list.ReadText(bytes, columns);
        }

        return list;
    }

    /// <summary>The people of the list.</summary>
    /// <exception cref="GovException">ListInvalid, with the lines.</exception>
    public IReadOnlyList<WorkforcePerson> People()
    {
        WorkforcePerson[] people = [.. _rows.Select(row => new WorkforcePerson
        {
            Person = Person(row.Line, row.Values),
            LeftAt = Date(row.Line, row.Values, "LeftAt"),
            JobRoles = Split(row.Values.GetValueOrDefault("JobRoles")),
            Line = row.Line,
        })];
        foreach (IGrouping<string, WorkforcePerson> twice in people.GroupBy(person => person.Person.Id, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            _faults.Add($"Lines {string.Join(" and ", twice.Select(person => person.Line))} have the same id '{twice.Key}'.");
        }

        return Sound(people);
    }

    /// <summary>The events of the list.</summary>
    /// <param name="type">Type where the list has none.</param>
    /// <exception cref="GovException">ListInvalid, with the lines.</exception>
    public IReadOnlyList<LifecycleEvent> Events(LifecycleType? type)
    {
        LifecycleEvent[] events = [.. _rows.Select(row => Event(row.Line, row.Values, type))];
        foreach (IGrouping<string, LifecycleEvent> twice in events.GroupBy(what => what.EventId, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            _faults.Add($"Event '{twice.Key}' is in the list {twice.Count()} times.");
        }

        return Sound(events);
    }

    private LifecycleEvent Event(int line, Dictionary<string, string> values, LifecycleType? type)
    {
        LifecycleType what = type ?? default;
        if (values.GetValueOrDefault("Type") is { Length: > 0 } text && (!Enum.TryParse(text, ignoreCase: true, out what) || what > LifecycleType.Leaver))
        {
            _faults.Add($"Line {line}: '{text}' is no type; it is Joiner, Mover or Leaver.");
        }
        else if (type is null && values.GetValueOrDefault("Type") is null or "")
        {
            _faults.Add($"Line {line}: there is no type; it is Joiner, Mover or Leaver.");
        }

        LifecyclePerson person = Person(line, values);
        DateTimeOffset? at = Date(line, values, "EffectiveAt");
        return new LifecycleEvent
        {
            EventId = values.GetValueOrDefault("EventId") is { Length: > 0 } id ? id
                : string.Create(CultureInfo.InvariantCulture, $"{what}-{person.Id}-{(at is { } day ? day.ToString("yyyyMMdd", CultureInfo.InvariantCulture) : "now")}").ToLowerInvariant(),
            Type = what,
            Person = person,
            EffectiveAt = at,
            Ticket = Value(values, "Ticket"),
            Approver = Value(values, "Approver"),
            Reason = Value(values, "Reason"),
            JobRoles = Split(values.GetValueOrDefault("JobRoles")),
            Operator = Value(values, "Operator"),
            Leaver = new LeaverSettings { NewOwner = Value(values, "NewOwner"), Successor = Value(values, "Successor") },
        };
    }

    private LifecyclePerson Person(int line, Dictionary<string, string> values)
    {
        string? id = Value(values, "Id") ?? Value(values, "EmployeeId") ?? Value(values, "UserPrincipalName") ?? Value(values, "Mail");
        if (id is null)
        {
            _faults.Add($"Line {line}: the person has no Id, EmployeeId, UserPrincipalName or Mail. A display name alone may be two people's.");
        }

        string? name = Value(values, "DisplayName");
        string? given = Value(values, "GivenName");
        string? surname = Value(values, "Surname");
        return new LifecyclePerson
        {
            Id = id ?? "",
            DisplayName = name ?? (given is null && surname is null ? id ?? "" : $"{given} {surname}".Trim()),
            GivenName = given,
            Surname = surname,
            UserPrincipalName = Value(values, "UserPrincipalName"),
            Mail = Value(values, "Mail"),
            EmployeeId = Value(values, "EmployeeId"),
            Principals = Split(values.GetValueOrDefault("Principals")),
            JobTitle = Value(values, "JobTitle"),
            Department = Value(values, "Department"),
            Manager = Value(values, "Manager"),
            UsageLocation = Value(values, "UsageLocation"),
            Jurisdictions = Split(values.GetValueOrDefault("Jurisdictions")),
        };
    }

    /// <summary>A date: ISO 8601, or the form that the mapping names. Nothing is guessed: 03/04/2026 is two days.</summary>
    private DateTimeOffset? Date(int line, Dictionary<string, string> values, string field)
    {
        if (Value(values, field) is not { } text)
        {
            return null;
        }

        string[] forms = _dateForm is null ? IsoForms : [_dateForm, .. IsoForms];
        if (DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out DateTimeOffset at))
        {
            return at;
        }

        _faults.Add($"Line {line}: {field} '{text}' is no date in ISO 8601{(_dateForm is null ? "; name the list's form with DateFormat in the mapping file, for example \"dd.MM.yyyy\"" : $" or in the form {_dateForm}")}.");
        return null;
    }

    private T[] Sound<T>(T[] result) => _faults.Count == 0 ? result
        : throw LifecycleErrors.ListInvalid.With($"The list cannot be used as it is. {string.Join(" ", _faults.Distinct().Take(10))}{(_faults.Count > 10 ? $" And {_faults.Count - 10} more." : "")}");

    private void ReadText(ReadOnlyMemory<byte> bytes, Dictionary<string, string> columns)
    {
        DelimitedRow[] rows;
        try
        {
            rows = [.. DelimitedText.Read(DelimitedText.Decode(bytes.Span))];
        }
        catch (FormatException e)
        {
            throw LifecycleErrors.ListInvalid.With($"The list cannot be read. {e.Message}", e);
        }

        if (rows.Length == 0)
        {
            throw LifecycleErrors.ListInvalid.With("The list is empty: it has no header.");
        }

        (string Field, int Index)[] found = [.. Fields
            .Select(field => (Field: field, Index: IndexOf(rows[0].Cells, columns.GetValueOrDefault(field) ?? field)))
            .Where(column => column.Index >= 0)];
        string[] lost = [.. columns.Where(pair => pair.Key != "DateFormat" && IndexOf(rows[0].Cells, pair.Value) < 0).Select(pair => pair.Value)];
        if (lost.Length > 0 || found.Length == 0)
        {
            throw LifecycleErrors.ListInvalid.With($"The list has no column '{(lost.Length > 0 ? lost[0] : "Id")}'. Its columns are: {string.Join(", ", rows[0].Cells)}.");
        }

        foreach (DelimitedRow row in rows.Skip(1))
        {
            if (row.Cells.Count > rows[0].Cells.Count)
            {
                _faults.Add($"Line {row.Line} has {row.Cells.Count} cells, the header {rows[0].Cells.Count}.");
            }

            _rows.Add((row.Line, found.Where(column => column.Index < row.Cells.Count).ToDictionary(column => column.Field, column => row.Cells[column.Index])));
        }
    }

    private void ReadJson(ReadOnlyMemory<byte> bytes, Dictionary<string, string> columns)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(DelimitedText.Decode(bytes.Span));
            int line = 0;
            foreach (JsonElement item in document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToArray() : [document.RootElement])
            {
                line++;
                var values = new Dictionary<string, string>();
                foreach (JsonProperty property in item.EnumerateObject())
                {
                    if (Fields.FirstOrDefault(field => Same(columns.GetValueOrDefault(field) ?? field, property.Name)) is { } field)
                    {
                        values[field] = property.Value.ValueKind switch
                        {
                            JsonValueKind.Array => string.Join('|', property.Value.EnumerateArray().Select(element => element.ToString())),
                            JsonValueKind.Null => "",
                            _ => property.Value.ToString(),
                        };
                    }
                }

                _rows.Add((line, values));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw LifecycleErrors.ListInvalid.With($"The list is not a JSON array of objects: {e.Message}", e);
        }
    }

    private static Dictionary<string, string> Mapping(ReadOnlyMemory<byte>? mapping)
    {
        var columns = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (mapping is null)
        {
            return columns;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(DelimitedText.Decode(mapping.Value.Span));
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string field = property.Name.Equals("DateFormat", StringComparison.OrdinalIgnoreCase) ? "DateFormat"
                    : Fields.FirstOrDefault(known => Same(known, property.Name))
                    ?? throw LifecycleErrors.ListInvalid.With($"The mapping file has the field '{property.Name}', which is not one of: {string.Join(", ", Fields)}, DateFormat.");
                columns[field] = property.Value.GetString() ?? "";
            }

            return columns;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw LifecycleErrors.ListInvalid.With($"The mapping file is not a JSON object of texts: {e.Message}", e);
        }
    }

    private static int IndexOf(IReadOnlyList<string> header, string column)
    {
        for (int i = 0; i < header.Count; i++)
        {
            if (Same(header[i], column))
            {
                return i;
            }
        }

        return -1;
    }

    private static string[] Split(string? value) => (value ?? "").Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Value(Dictionary<string, string> values, string field) => values.GetValueOrDefault(field) is { } value && value.Trim().Length > 0 ? value.Trim() : null;

    // Ordinal: whatever the culture, MAIL and mail are one column (a Turkish i is not).
    private static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
