#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/route.hpp"

namespace promo::http {

// Finds the row for a request. Building it throws std::logic_error for two rows with one verb and path (parameters of
// one type count as equal), an unknown parameter type, a row on the io pool that would need the gate, or an empty
// handler or summary. What accepts less is tried first (literal, uuid, number, slug, text, rest), so that no row hides
// another.
class Router {
public:
    explicit Router(Routes routes);
    ~Router();
    Router(Router&&) noexcept;

    struct Match {
        const Route* route = nullptr;  // null: nothing for this verb
        Params params;                 // decoded
        std::vector<Verb> allowed;     // without a route: the verbs of this path; empty: no such path
    };
    // `path` is as sent. A path with dot segments, empty segments, a bad or overlong escape, an encoded slash, a
    // backslash or a NUL matches nothing.
    Match match(Verb verb, std::string_view path) const;
    std::vector<Verb> allowed(std::string_view path) const;

    const Routes& routes() const { return routes_; }

private:
    struct Node;
    struct Literals;
    Routes routes_;
    std::unique_ptr<Node> root_;
    std::unique_ptr<Literals> literals_;
};

}  // namespace promo::http
