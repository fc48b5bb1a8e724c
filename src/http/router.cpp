#include "http/router.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/enum.hpp>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include "core/enum_name.hpp"
#include "core/utf8.hpp"
#include "http/letters.hpp"

namespace promo::http {
namespace {

constexpr std::size_t kVerbs = 5;
constexpr std::size_t kLongestSlug = 128;
constexpr std::size_t kLongestNumber = 18;  // digits that always fit 64 bits
constexpr std::size_t kMostSegments = 32;

// In the order in which they are tried: what accepts less comes first, so that no row hides another.
enum class ParamType { uuid, number, slug, text, rest };
BOOST_DESCRIBE_ENUM(ParamType, uuid, number, slug, text, rest)
constexpr std::size_t kParamTypes = 5;

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

bool accepts(ParamType type, std::string_view segment) {
    switch (type) {
        case ParamType::uuid:
            return is_uuid(segment);
        case ParamType::number:
            return segment.size() <= kLongestNumber && std::all_of(segment.begin(), segment.end(), is_digit);
        case ParamType::slug:
            return segment.size() <= kLongestSlug && std::all_of(segment.begin(), segment.end(), [](char letter) {
                       return is_alpha(letter) || is_digit(letter) || letter == '-' || letter == '_';
                   });
        case ParamType::text:
        case ParamType::rest:
            return true;
    }
    return false;
}

// One segment as the program sees it, or empty when no honest client sends such a path.
std::optional<std::string> decoded_segment(std::string_view sent) {
    auto segment = percent_decoded(sent, Plus::literal);
    if (!segment || segment->empty() || *segment == "." || *segment == "..") return {};
    if (segment->find_first_of("/\\") != std::string::npos) return {};
    if (std::any_of(segment->begin(), segment->end(), is_control) || !core::is_valid_utf8(*segment)) return {};
    return segment;
}

using Segments = std::vector<std::string>;

std::optional<Segments> decoded_segments(std::string_view path) {
    if (!path.starts_with('/')) return {};
    path.remove_prefix(1);
    Segments segments;
    if (path.empty()) return segments;
    while (true) {
        const auto slash = path.find('/');
        auto segment = decoded_segment(path.substr(0, slash));
        if (!segment || segments.size() == kMostSegments) return {};
        segments.push_back(std::move(*segment));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

[[noreturn]] void refuse(const Route& route, const std::string& why) {
    throw std::logic_error("route " + std::string(core::enum_name(route.verb)) + " " + route.path + ": " + why);
}

}  // namespace

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::array<std::unique_ptr<Node>, kParamTypes> params;
    struct Row {
        const Route* route = nullptr;
        std::vector<std::string> names;  // of the parameters, in the order of the path
    };
    std::array<Row, kVerbs> rows;
    bool has_rows = false;

    void add(const Route& route) {
        Node* node = this;
        Row row;
        row.route = &route;
        auto rest = std::string_view(route.path);
        if (!rest.starts_with('/')) refuse(route, "a path starts with a slash");
        rest.remove_prefix(1);
        while (!rest.empty()) {
            const bool last = rest.find('/') == std::string_view::npos;
            const auto segment = take_until(rest, '/');
            if (segment.empty() || (!last && rest.empty())) refuse(route, "an empty segment");
            node = segment.starts_with('{') ? &node->param(route, segment, last, row.names) : &node->literal(segment);
        }
        auto& taken = node->rows[static_cast<std::size_t>(route.verb)];
        if (taken.route != nullptr) refuse(route, "this path has a row already: " + taken.route->path);
        taken = std::move(row);
        node->has_rows = true;
    }

    Node& literal(std::string_view segment) {
        auto& child = literals[std::string(segment)];
        if (!child) child = std::make_unique<Node>();
        return *child;
    }

    Node& param(const Route& route, std::string_view segment, bool last, std::vector<std::string>& names) {
        if (!segment.ends_with('}')) refuse(route, "a parameter is a whole segment");
        auto inside = segment.substr(1, segment.size() - 2);
        const auto name = take_until(inside, ':');
        const auto type = core::parse_enum<ParamType>(inside);
        if (name.empty() || !type) refuse(route, "unknown parameter type in " + std::string(segment));
        if (*type == ParamType::rest && !last) refuse(route, "nothing can follow the rest");
        if (std::find(names.begin(), names.end(), name) != names.end()) refuse(route, "two parameters with one name");
        names.emplace_back(name);
        auto& child = params[static_cast<std::size_t>(*type)];
        if (!child) child = std::make_unique<Node>();
        return *child;
    }

    // Visits every node with rows that the segments lead to, the most exact one first, until `visit` says true.
    template <class Visit>
    bool find(const Segments& segments, std::size_t at, std::vector<std::string>& values, Visit& visit) const {
        if (at == segments.size()) return has_rows && visit(*this, values);
        if (const auto child = literals.find(segments[at]); child != literals.end())
            if (child->second->find(segments, at + 1, values, visit)) return true;
        for (std::size_t i = 0; i < params.size(); ++i) {
            const auto type = static_cast<ParamType>(i);
            if (!params[i] || !accepts(type, segments[at])) continue;
            auto next = at + 1;
            values.push_back(segments[at]);
            for (; type == ParamType::rest && next < segments.size(); ++next)
                values.back() += '/' + segments[next];
            if (params[i]->find(segments, next, values, visit)) return true;
            values.pop_back();
        }
        return false;
    }
};

// The rows without parameters, which need no walk: nothing is more exact than they are.
struct Router::Literals {
    struct PathHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view path) const { return std::hash<std::string_view>{}(path); }
    };
    std::array<std::unordered_map<std::string, const Route*, PathHash, std::equal_to<>>, kVerbs> of_verb;
};

Router::Router(Routes routes)
    : routes_(std::move(routes)), root_(std::make_unique<Node>()), literals_(std::make_unique<Literals>()) {
    for (const auto& route : routes_) {
        if (!route.handler) refuse(route, "no handler");
        if (route.summary.empty()) refuse(route, "no summary");
        if (route.pool == Pool::io && route.access != Access::open && route.access != Access::webhook)
            refuse(route, "who calls is found out on a pool, not on the io thread");
        root_->add(route);
        const bool literal = route.path.find('{') == std::string::npos;
        if (literal) literals_->of_verb[static_cast<std::size_t>(route.verb)].emplace(route.path, &route);
    }
}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;

std::vector<Verb> Router::allowed(std::string_view path) const {
    std::vector<Verb> verbs;
    const auto segments = decoded_segments(path);
    if (!segments) return verbs;
    std::array<bool, kVerbs> found{};
    const auto visit = [&](const Node& node, std::vector<std::string>&) {
        for (std::size_t i = 0; i < kVerbs; ++i)
            found[i] = found[i] || node.rows[i].route != nullptr;
        return false;
    };
    std::vector<std::string> values;
    root_->find(*segments, 0, values, visit);
    for (std::size_t i = 0; i < kVerbs; ++i)
        if (found[i]) verbs.push_back(static_cast<Verb>(i));
    return verbs;
}

Router::Match Router::match(Verb verb, std::string_view path) const {
    Match match;
    const auto index = static_cast<std::size_t>(verb);
    const auto& literals = literals_->of_verb[index];
    if (const auto exact = literals.find(path); exact != literals.end()) {
        match.route = exact->second;
        return match;
    }
    const auto segments = decoded_segments(path);
    if (!segments) return match;
    const auto visit = [&](const Node& node, std::vector<std::string>& found) {
        const auto& row = node.rows[index];
        if (row.route == nullptr) return false;
        match.route = row.route;
        for (std::size_t i = 0; i < row.names.size(); ++i)
            match.params.add(row.names[i], std::move(found[i]));
        return true;
    };
    std::vector<std::string> values;
    if (!root_->find(*segments, 0, values, visit)) match.allowed = allowed(path);
    return match;
}

}  // namespace promo::http
