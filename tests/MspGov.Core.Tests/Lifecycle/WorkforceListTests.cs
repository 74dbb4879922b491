using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;

namespace MspGov.Core.Tests.Lifecycle;

public class WorkforceListTests
{
    [Fact]
    public void Semicolons_BOM_quotes_and_line_breaks_in_cells_are_read()
    {
        byte[] file = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("Id;DisplayName;Mail\r\n7;\"Weber; Max \"\"Maxi\"\"\";max@msp.example\r\n8;\"Two\r\nlines\";two@msp.example\r\n\r\n")];
        IReadOnlyList<WorkforcePerson> people = WorkforceList.Read(file, json: false).People();
        Assert.Equal(["Weber; Max \"Maxi\"", "Two\r\nlines"], people.Select(person => person.Person.DisplayName));
        Assert.Equal([2, 3], people.Select(person => person.Line));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("latin1")]
    [InlineData("utf-8")]
    public void The_encodings_of_HR_systems_are_read(string encoding)
    {
        Encoding form = Encoding.GetEncoding(encoding);
        byte[] file = [.. form.GetPreamble(), .. form.GetBytes("Id,DisplayName\n1,Jörg Müller\n")];
        Assert.Equal("Jörg Müller", WorkforceList.Read(file, json: false).People().Single().Person.DisplayName);
    }

    [Fact]
    public void Columns_are_found_whatever_the_culture_and_a_Turkish_i_is_another_letter()
    {
        Assert.Equal("a@b.example", Read("ID;MAIL\n1;a@b.example").People().Single().Person.Mail);
        GovException error = Assert.Throws<GovException>(() => Read("İD;Foo\n1;2").People());
        Assert.Same(LifecycleErrors.ListInvalid, error.Definition);
    }

    [Fact]
    public void A_mapping_names_columns_and_the_form_of_dates()
    {
        byte[] mapping = """{"EmployeeId":"Personalnummer","Surname":"Name","GivenName":"Vorname","LeftAt":"Austritt","DateFormat":"dd.MM.yyyy"}"""u8.ToArray();
        WorkforcePerson person = WorkforceList.Read(Encoding.UTF8.GetBytes("Personalnummer;Name;Vorname;Austritt\n0042;Öz;İrem;03.04.2026"), false, mapping).People().Single();
        Assert.Equal("0042", person.Person.EmployeeId);
        Assert.Equal("İrem Öz", person.Person.DisplayName);
        Assert.Equal(new DateTimeOffset(2026, 4, 3, 0, 0, 0, TimeSpan.Zero), person.LeftAt);
    }

    [Theory]
    [InlineData("Id,LeftAt\n1,03/04/2026", "no date")]
    [InlineData("Id,Mail\n1,a@b.example\n1,c@b.example", "same id")]
    [InlineData("DisplayName\nMax Weber", "may be two people")]
    [InlineData("Id,Mail\n1,a@b.example,extra", "3 cells")]
    [InlineData("Id,Mail\n1,\"a@b.example", "never closed")]
    [InlineData("Foo,Bar\n1,2", "no column")]
    [InlineData("", "no header")]
    public void A_list_that_cannot_be_understood_is_refused_whole(string text, string words)
    {
        GovException error = Assert.Throws<GovException>(() => Read(text).People());
        Assert.Same(LifecycleErrors.ListInvalid, error.Definition);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_come_from_CSV_and_JSON_alike()
    {
        LifecycleEvent one = Read("Type,Id,Mail,JobRoles,EffectiveAt,EventId\nmover,7,a@b.example,DutyManager|SeniorEngineer,2026-05-01,e-1").Events(null).Single();
        LifecycleEvent other = WorkforceList.Read("""[{"type":"Mover","id":7,"mail":"a@b.example","jobRoles":["DutyManager","SeniorEngineer"],"effectiveAt":"2026-05-01","eventId":"e-1"}]"""u8.ToArray(), json: true).Events(null).Single();
        Assert.Equal(LifecycleType.Mover, one.Type);
        Assert.Equal(one.JobRoles, other.JobRoles);
        Assert.Equal((one.EventId, one.Person.Id, one.EffectiveAt, one.Correlation), (other.EventId, other.Person.Id, other.EffectiveAt, other.Correlation));
    }

    [Theory]
    [InlineData("Id,Type\n1,Retire")]
    [InlineData("Id,Mail\n1,a@b.example")]
    [InlineData("Id,Type\n1,Offboarding")]
    public void An_event_without_a_type_of_persons_is_refused(string text) =>
        Assert.Same(LifecycleErrors.ListInvalid, Assert.Throws<GovException>(() => Read(text).Events(null)).Definition);

    private static WorkforceList Read(string text) => WorkforceList.Read(Encoding.UTF8.GetBytes(text), json: false);
}
