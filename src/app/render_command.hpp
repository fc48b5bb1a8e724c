#pragma once

#include <functional>
#include <string>

#include "app/cli.hpp"
#include "app/config.hpp"

namespace CLI {
class App;
}

namespace promo::app {

struct RenderArguments {
    std::string template_;  // a folder with meta.json and its pictures, or the slug of one of the tenant's
    std::string text;
    std::string variant;  // empty: the first that the template has
    std::string out;      // its ending says the format
    std::string tenant;
};

// Draws one picture into a file, without a server: the same bytes as every other way.
Exit render_picture(Config config, const RenderArguments& arguments);

void add_render(CLI::App& cli, RenderArguments& arguments,
                const std::function<void(std::function<Exit(Config)>)>& choose);

}  // namespace promo::app
