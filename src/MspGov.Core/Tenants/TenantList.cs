using MspGov.Core.Errors;
using MspGov.Core.Text;

namespace MspGov.Core.Tenants;

/// <summary>A file of tenants: delimited text with the names of our columns. Strict: every fault is told with line and column, and then nothing of it is used.</summary>
public sealed class TenantList
{
    /// <summary>Columns that a file may have; TenantId is needed.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "TenantId", "Name", "DisplayName", "Tier", "Jurisdiction", "DataClassification", "ServiceOwner", "RiskOwner", "Approvers", "ContractScope", "Groups",
        "Connection", "ClientId", "ClientSecret", "ClientCertificate", "AccessToken", "Lab", "PartnerTenantId", "Cloud", "GraphEndpoint", "AuthorityHost",
    ];

    private static readonly string[] ReferenceForms = ["env:", "file:", "vault:"];

    private static readonly string[] OfConnection = ["ClientId", "PartnerTenantId", "Cloud", "GraphEndpoint", "AuthorityHost"];

    private readonly List<string> _faults = [];
    private readonly string _folder;

    private TenantList(string folder) => _folder = folder;

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="folder">Folder that relative paths in it are meant from.</param>
    /// <exception cref="GovException">TenantListInvalid, with line and column of each fault.</exception>
    public static IReadOnlyList<TenantImportRow> Read(ReadOnlyMemory<byte> bytes, string folder)
    {
        DelimitedRow[] rows;
        try
        {
            rows = [.. DelimitedText.Read(DelimitedText.Decode(bytes.Span))];
        }
        catch (FormatException e)
        {
            throw TenantErrors.ListInvalid.With($"Nothing was imported. {e.Message}", e);
        }

        return new TenantList(folder).Read(rows);
    }

    private TenantImportRow[] Read(DelimitedRow[] rows)
    {
        if (rows.Length == 0)
        {
            throw TenantImportPlanner.Refuse([$"The file is empty: its first line names the columns, which are: {string.Join(", ", Columns)}."]);
        }

        string?[] columns = Header(rows[0]);
        TenantImportRow[] read = _faults.Count > 0 ? [] : [.. rows.Skip(1).Select(row => Row(row, columns))];
        return _faults.Count == 0 ? read : throw TenantImportPlanner.Refuse(_faults);
    }

    private string?[] Header(DelimitedRow header)
    {
        string?[] columns = [.. header.Cells.Select(cell => Columns.FirstOrDefault(column => column.Equals(cell.Trim(), StringComparison.OrdinalIgnoreCase)))];
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] is null)
            {
                _faults.Add($"Line {header.Line}, column {i + 1}: '{header.Cells[i]}' is no column of ours; they are: {string.Join(", ", Columns)}.");
            }
            else if (Array.IndexOf(columns, columns[i]) < i)
            {
                _faults.Add($"Line {header.Line}, column {i + 1}: '{columns[i]}' comes twice.");
            }
        }

        if (!columns.Contains("TenantId"))
        {
            _faults.Add($"Line {header.Line}: there is no column TenantId.");
        }

        return columns;
    }

    private TenantImportRow Row(DelimitedRow row, string?[] columns)
    {
        if (row.Cells.Count > columns.Length)
        {
            _faults.Add($"Line {row.Line}, column {columns.Length + 1}: the row has {row.Cells.Count} cells, the header {columns.Length}.");
        }

        var cells = new Cells(row.Line, columns.Zip(row.Cells).Where(pair => pair.Second.Trim().Length > 0).ToDictionary(pair => pair.First!, pair => pair.Second.Trim()), _faults);
        return new TenantImportRow
        {
            Line = row.Line,
            TenantId = cells.Guid("TenantId", needed: true) ?? "",
            Name = Name(cells),
            DisplayName = cells["DisplayName"],
            Tier = cells.OneOf<TenantTier>("Tier"),
            Jurisdiction = cells["Jurisdiction"],
            DataClassification = cells["DataClassification"],
            ServiceOwner = cells["ServiceOwner"],
            RiskOwner = cells["RiskOwner"],
            Approvers = Several(cells["Approvers"]),
            ContractScope = cells["ContractScope"],
            Groups = Several(cells["Groups"]),
            Connection = Connection(cells),
        };
    }

    private static string? Name(Cells cells)
    {
        if (cells["Name"] is { } name && (name.Length > 100 || name.AsSpan().IndexOfAny("*?[]") >= 0))
        {
            cells.Fault("Name", $"'{name}' is no name: at most 100 characters, without * ? [ and ].");
        }

        return cells["Name"];
    }

    private TenantConnection? Connection(Cells cells)
    {
        ConnectionKind? named = cells.OneOf<ConnectionKind>("Connection");
        GraphCloud? cloud = cells.OneOf<GraphCloud>("Cloud");
        string? partner = cells.Guid("PartnerTenantId", needed: false);
        (string Column, ConnectionKind Kind)[] given =
        [
            .. new[]
            {
                ("ClientSecret", ConnectionKind.ClientSecret), ("ClientCertificate", ConnectionKind.ClientCertificate),
                ("AccessToken", ConnectionKind.AccessToken), ("Lab", ConnectionKind.Lab),
            }.Where(way => cells[way.Item1] is not null),
        ];
        ConnectionKind? kind = given.Length > 0 ? given[0].Kind : named;
        if (given.Length > 1 || (named is not null && kind != named))
        {
            cells.Fault(given[^1].Column, "one way to sign in is enough: Connection and the column that belongs to it.");
        }

        if (kind is null)
        {
            if (Array.Find(OfConnection, column => cells[column] is not null) is { } idle)
            {
                cells.Fault(idle, "it says nothing without a way to sign in: ClientSecret, ClientCertificate, AccessToken, Lab or Connection.");
            }

            return null;
        }

        if (given.Length == 0 && kind is not (ConnectionKind.ManagedIdentity or ConnectionKind.DeviceCode or ConnectionKind.Interactive))
        {
            cells.Fault("Connection", $"'{kind}' needs the column that belongs to it.");
        }

        return new TenantConnection
        {
            Kind = kind.Value,
            ClientId = cells["ClientId"],
            SecretReference = Reference(cells, "ClientSecret") ?? Reference(cells, "AccessToken"),
            Certificate = Certificate(cells["ClientCertificate"]),
            Lab = cells["Lab"],
            PartnerTenantId = partner,
            Cloud = cloud ?? GraphCloud.Global,
            GraphEndpoint = cells["GraphEndpoint"],
            AuthorityHost = cells["AuthorityHost"],
        };
    }

    private string? Reference(Cells cells, string column)
    {
        if (cells[column] is not { } reference)
        {
            return null;
        }

        if (!ReferenceForms.Any(form => reference.StartsWith(form, StringComparison.OrdinalIgnoreCase)))
        {
            cells.Fault(column, "a secret in clear does not belong in a file. Write where it is found: env:NAME, file:PATH or vault:NAME.");
            return null;
        }

        return reference.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? "file:" + Path.GetFullPath(reference[5..], _folder) : reference;
    }

    private string? Certificate(string? certificate) =>
        certificate is null || certificate.StartsWith("store:", StringComparison.OrdinalIgnoreCase) ? certificate : "file:" + Path.GetFullPath(certificate, _folder);

    private static string[]? Several(string? value) => value?.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The cells of a row that have text.</summary>
    private sealed class Cells(int line, Dictionary<string, string> values, List<string> faults)
    {
        public string? this[string column] => values.GetValueOrDefault(column);

        public void Fault(string column, string words) => faults.Add(TenantImportPlanner.Where(line, column) + words);

        public string? Guid(string column, bool needed)
        {
            if (this[column] is not { } text)
            {
                if (needed)
                {
                    Fault(column, "there is no tenant id.");
                }

                return null;
            }

            if (System.Guid.TryParse(text, out Guid id) && id != System.Guid.Empty)
            {
                return id.ToString("D");
            }

            Fault(column, $"'{text}' is no tenant id (a GUID).");
            return null;
        }

        public T? OneOf<T>(string column)
            where T : struct, Enum
        {
            if (this[column] is not { } text)
            {
                return null;
            }

            if (Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) && !char.IsDigit(text[0]))
            {
                return value;
            }

            Fault(column, $"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
            return null;
        }
    }
}
