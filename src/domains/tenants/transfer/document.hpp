#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/json_read.hpp"
#include "domains/tenants/tenant.hpp"

// What an exported tenant looks like: a header, a line for each row, and an end that says how many rows there were.
namespace promo::tenants::transfer {

inline constexpr std::string_view kFormat = "promostack.tenant";
inline constexpr int kVersion = 1;

// sealed: as the database has them, readable where SECRET_KEY opens the tenant's key. left_out: not in the file.
enum class KeepSecrets { sealed, left_out };
BOOST_DESCRIBE_ENUM(KeepSecrets, sealed, left_out)

struct Header {
    std::string format;
    int version = 0;
    std::string schema;  // the newest migration of the database it is from
    KeepSecrets secrets = KeepSecrets::sealed;
    core::Timestamp exported_at;
    Tenant tenant;
};
BOOST_DESCRIBE_STRUCT(Header, (), (format, version, schema, secrets, exported_at, tenant))

// Any line after the header.
struct Line {
    std::optional<std::string> table;
    std::optional<core::json::Raw> row;
    std::optional<std::int64_t> end;  // how many rows there were
};
BOOST_DESCRIBE_STRUCT(Line, (), (table, row, end))

// Somebody who belongs to the tenant.
struct Person {
    std::string id;
    std::string issuer;
    std::string subject;
    std::optional<std::string> email;
    std::int64_t email_verified = 0;
    std::optional<core::Timestamp> email_checked_at;
    std::optional<std::string> name;
    std::optional<std::string> avatar_url;
    core::Timestamp created_at;
    core::Timestamp last_seen_at;
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (id, issuer, subject, email, email_verified, email_checked_at, name, avatar_url, created_at,
                       last_seen_at))

// Throws Refusal `invalid`: no such file, or one from a newer program.
Header read_header(const std::optional<std::string>& line, std::string_view newest_schema);
Line read_line(std::string_view text);

// Columns that hold what must not leave by a download, or what opens only with the tenant's key.
bool is_sealed(std::string_view column);
bool is_secret(std::string_view column);
// Tables that stay behind: what is under way, and what others sent.
bool is_exported(std::string_view table);

// A row with another value for one of its texts.
std::string with_text(std::string_view row, std::string_view name, std::string_view value);
std::string text_of(std::string_view row, std::string_view name);

}  // namespace promo::tenants::transfer
