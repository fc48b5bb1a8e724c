#pragma once

#include <boost/describe/enum.hpp>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/id.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

// An event has a name (`telegram.refused`) and fields; sentences are for people, logs are for searching.
namespace promo::core::log {

enum class Level { debug, info, warning, error };
BOOST_DESCRIBE_ENUM(Level, debug, info, warning, error)

enum class Format { text, json };
BOOST_DESCRIBE_ENUM(Format, text, json)

struct Field {
    Field(std::string_view field_key, std::string_view text) : key(field_key), value(text) {}
    Field(std::string_view field_key, const char* text) : key(field_key), value(text) {}
    Field(std::string_view field_key, const std::string& text) : key(field_key), value(text) {}
    Field(std::string_view field_key, const Secret& secret) : key(field_key), value(secret.masked()) {}
    Field(std::string_view field_key, Timestamp instant) : key(field_key), value(to_iso8601(instant)) {}
    template <class Kind>
    Field(std::string_view field_key, const Id<Kind>& id) : key(field_key), value(id.str()) {}
    Field(std::string_view field_key, bool flag) : key(field_key), value(flag ? "true" : "false"), bare(true) {}
    Field(std::string_view field_key, double number);
    template <std::integral Number>
    requires(!std::same_as<Number, bool>) Field(std::string_view field_key, Number number)
        : key(field_key), value(std::to_string(number)), bare(true) {}

    std::string_view key;
    std::string value;
    bool bare = false;  // printed without quotes in JSON
};

using Fields = std::initializer_list<Field>;

// Whether a line of this level is written at all: asked where its fields would cost more than the answer.
bool enabled(Level level);

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

struct Options {
    Level level = Level::info;
    Format format = Format::text;
    // Receives whole lines, one at a time, with the line end. Standard error when empty: a reader that does not read
    // loses lines (see `dropped`), it never stops the program.
    std::function<void(std::string_view line)> sink;
};

// The one process-wide setting: called by `main` before threads exist, and by tests that read the log.
void configure(Options options);

// Lines that could not be written.
std::uint64_t dropped();

// Adds `request_id` or `job` to every line this thread logs while it lives.
class Scope {
public:
    Scope(std::string_view key, std::string_view value);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
};

}  // namespace promo::core::log
