#include "app/render_command.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "app/data_folder.hpp"
#include "app/workshop.hpp"
#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "domains/templates/meta.hpp"
#include "rendering/caption.hpp"

namespace promo::app {
namespace {

using rendering::Format;
using templates::Variant;
namespace files = std::filesystem;

std::optional<Format> format_of(const std::string& file) {
    const auto ending = files::path(file).extension().string();
    if (ending == ".png") return Format::png;
    if (ending == ".jpg" || ending == ".jpeg") return Format::jpg;
    return std::nullopt;
}

std::string read_file(const files::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return bytes;
}

void write_file(const files::path& path, std::string_view bytes) {
    const files::path partial = path.string() + ".partial";
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    std::error_code problem;
    if (file) files::rename(partial, path, problem);
    if (!file || problem) {
        files::remove(partial, problem);
        throw std::runtime_error("cannot write " + path.string());
    }
}

template <class Faces>
Variant chosen(const Faces& faces, const std::string& wanted) {
    if (faces.empty()) throw std::runtime_error("the template has no picture");
    if (wanted.empty()) return faces.begin()->first;
    const auto variant = core::parse_enum<Variant>(wanted).value();
    if (faces.contains(variant)) return variant;
    std::string has;
    for (const auto& [each, face] : faces)
        has += (has.empty() ? "" : ", ") + std::string(core::enum_name(each));
    throw std::runtime_error("the template has no " + wanted + ", only: " + has);
}

// The picture is beside the document, whatever address the document gives: nothing is fetched.
files::path picture_of(const files::path& folder, const std::string& address, Variant variant) {
    std::vector<files::path> candidates;
    const auto path = address.substr(0, address.find_first_of("?#"));
    if (!path.empty()) {
        if (path.find("://") == std::string::npos) candidates.push_back(folder / path);
        candidates.push_back(folder / path.substr(path.rfind('/') + 1));
    }
    for (const auto* ending : {".png", ".jpg", ".jpeg"})
        candidates.push_back(folder / (std::string(core::enum_name(variant)) + ending));
    for (const auto& candidate : candidates)
        if (files::is_regular_file(candidate)) return candidate;
    throw std::runtime_error("the picture of the " + std::string(core::enum_name(variant)) + " is not in " +
                             folder.string());
}

std::string from_folder(const Config& config, const RenderArguments& arguments, Format format) {
    const files::path folder = arguments.template_;
    const auto file = folder / "meta.json";
    templates::Document document;
    try {
        document = templates::read_document(read_file(file));
    } catch (const core::json::ReadError& error) {
        throw std::runtime_error(file.string() + ": " + error.what());
    }
    const auto variant = chosen(document.faces, arguments.variant);
    const auto& told = document.faces.at(variant);
    const auto picture = read_file(picture_of(folder, told.address, variant));
    const auto caption = rendering::caption_of(arguments.text);
    const auto developed = darkroom::Darkroom(kThisProgram).develop(picture, darkroom::Purpose::background);
    const auto background = rendering::Prepared::open(developed.prepared);
    if (!background) throw std::logic_error("what was prepared cannot be opened");
    const rendering::Fonts fonts(fonts_folder(config));
    rendering::Renderer renderer(fonts);
    return renderer.render(*background, {.text = caption, .style = told.face.style, .logo = nullptr}, format).joined();
}

std::string from_database(Config config, const RenderArguments& arguments, Format format) {
    Workshop workshop(std::move(config));
    workshop.client.start();  // the pictures may be in a bucket
    const core::TenantId tenant(arguments.tenant);
    const auto found = workshop.domains.templates.find(tenant, arguments.template_);
    if (!found) {
        throw std::runtime_error(arguments.template_ + " is no folder, and no template of the tenant " +
                                 arguments.tenant);
    }
    // Who wants only a background has one already.
    std::ignore = rendering::caption_of(arguments.text);
    const auto variant = chosen(found->faces, arguments.variant);
    const auto picture = workshop.domains.proofs.draw(tenant, {.slug = arguments.template_,
                                                               .variant = variant,
                                                               .format = format,
                                                               .text = arguments.text,
                                                               .logo = true,
                                                               .face = std::nullopt});
    return *picture.bytes;
}

}  // namespace

Exit render_picture(Config config, const RenderArguments& arguments) {
    const auto format = format_of(arguments.out).value();
    const bool in_folder = files::is_directory(arguments.template_);
    write_file(arguments.out, in_folder ? from_folder(config, arguments, format)
                                        : from_database(std::move(config), arguments, format));
    std::cout << arguments.out << '\n';
    return Exit::good;
}

void add_render(CLI::App& cli, RenderArguments& arguments,
                const std::function<void(std::function<Exit(Config)>)>& choose) {
    auto* render = cli.add_subcommand("render", "Draw one picture of a template");
    render->add_option("--template", arguments.template_, "A folder with meta.json and its pictures, or a slug")
        ->required();
    render->add_option("--text", arguments.text, "The coupon code")->required();
    render->add_option("--variant", arguments.variant, "The first that the template has when left out")
        ->check(CLI::IsMember({"square", "story", "feed"}));
    const auto ends_well = [](const std::string& file) {
        return format_of(file) ? std::string() : "the file's name ends in .png or .jpg";
    };
    render->add_option("--out", arguments.out, "The file to write, .png or .jpg")
        ->required()
        ->check(CLI::Validator(ends_well, "FILE"));
    render->add_option("--tenant", arguments.tenant, "Whose template it is")->default_val("default");
    render->callback([choose, &arguments] {
        choose([&arguments](Config config) { return render_picture(std::move(config), arguments); });
    });
}

}  // namespace promo::app
